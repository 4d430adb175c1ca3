package org.anabranch.transforms.embeddings;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.anabranch.records.view.RecordViews;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

/** Hashes were made by {@code printf '<text>' | sha256sum}; the texts are in the comments. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class ContentHashTest {

  private static String hash(Map<String, @Nullable Object> row, String... columns) {
    return ContentHash.of(Objects.requireNonNull(RecordViews.of(row)), Arrays.asList(columns));
  }

  private static Map<String, @Nullable Object> row(String column, @Nullable Object value) {
    Map<String, @Nullable Object> row = new HashMap<>();
    row.put(column, value);
    return row;
  }

  @Test
  void a_content_is_its_columns_in_their_order_each_behind_its_length() {
    Map<String, @Nullable Object> row = row("title", "Grüße");
    row.put("body", "hi");
    // 7:Grüße2:hi
    assertThat(hash(row, "title", "body"))
        .isEqualTo("e08a1c50583e1f6fc69dca669492f0d356dfd6cdc48103fd2a86cf5cfe566d91");
    // 2:hi7:Grüße
    assertThat(hash(row, "body", "title"))
        .isEqualTo("26c4b47911f454522caabe120599e98b6ebcfe2bd94b21382d6dbd6d6b62772a");
  }

  @Test
  void null_is_not_an_empty_text() {
    // -
    assertThat(hash(row("body", null), "body"))
        .isEqualTo("3973e022e93220f9212c18d0d0c543ae7c309e46640da93a4a0314de999f5112");
    // 0:
    assertThat(hash(row("body", ""), "body"))
        .isEqualTo("ba768b331fd86cec803be04e56ab2b3d4c0e98ef4ee4fcd4e72ad7cce61a1d1f");
  }

  @Test
  void other_values_are_told_as_text() {
    // 4:120014:[1:a-6:[2:ff]]
    Map<String, @Nullable Object> row = row("n", new BigDecimal("1.2E3"));
    row.put("l", Arrays.asList("a", null, List.of(new byte[] {(byte) 0xff})));
    assertThat(hash(row, "n", "l"))
        .isEqualTo("69d33032131166695c10cce73527cf60c2f3f058d12a45b2c252febf3e8f9f0d");
  }

  @Test
  void a_struct_and_a_map_of_the_same_are_one_content() {
    Schema schema =
        SchemaBuilder.struct()
            .field("b", Schema.INT32_SCHEMA)
            .field("a", Schema.OPTIONAL_STRING_SCHEMA)
            .build();
    // 12:{1:a-1:b1:7}
    String expected = "85247a5ae16d684bc98537f9cb45d7528535b24a816a440a9f24b86e00480361";
    assertThat(hash(row("doc", new Struct(schema).put("b", 7)), "doc")).isEqualTo(expected);
    Map<String, @Nullable Object> map = row("a", null);
    map.put("b", 7);
    assertThat(hash(row("doc", map), "doc")).isEqualTo(expected);
  }

  @Test
  void a_vector_has_as_many_numbers_as_it_says() {
    Schema sparse =
        SchemaBuilder.struct()
            .name("io.debezium.data.SparseVector")
            .field("dimensions", Schema.INT16_SCHEMA)
            .field("vector", SchemaBuilder.map(Schema.INT16_SCHEMA, Schema.FLOAT64_SCHEMA).build())
            .build();
    Struct vector = new Struct(sparse).put("dimensions", (short) 500).put("vector", Map.of());
    assertThat(Dimension.of(List.of(1f, 2f, 3f))).isEqualTo(3);
    assertThat(Dimension.of(vector)).isEqualTo(500);
    assertThat(Dimension.of(Map.of("dimensions", 500, "vector", Map.of()))).isEqualTo(500);
    assertThat(Dimension.of("[1,2.5,-3e-2]")).isEqualTo(3);
    assertThat(Dimension.of("[]")).isEqualTo(0);
    assertThat(Dimension.of("{1:1.5,3:2}/5")).isEqualTo(5);
    for (Object unknown : new Object[] {new byte[8], "text", 7, Map.of(), "{}/x"}) {
      assertThat(Dimension.of(unknown)).isNull();
    }
    assertThat(Dimension.of(null)).isNull();
  }
}
