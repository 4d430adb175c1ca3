package org.anabranch.records.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.anabranch.model.change.TableName;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class ContextKeyTest {

  private static final TableName TABLE = new TableName("public", "session");

  private static String of(@Nullable Object... namesAndValues) {
    Map<String, @Nullable Object> key = new LinkedHashMap<>();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      key.put(String.valueOf(namesAndValues[i]), namesAndValues[i + 1]);
    }
    return ContextKey.of(TABLE, key);
  }

  @Test
  void a_row_is_named_by_its_table_and_its_keys_columns_in_their_order() {
    assertThat(of("user", "ada", "number", 7)).isEqualTo("public/session/user=ada/number=7");
    assertThat(ContextKey.of(TABLE, "ada")).isEqualTo("public/session/key=ada");
    Schema schema = SchemaBuilder.struct().field("id", Schema.INT64_SCHEMA).build();
    assertThat(ContextKey.of(TABLE, new Struct(schema).put("id", 7L)))
        .isEqualTo("public/session/id=7");
  }

  /** RFC 3986, 2.1 and 2.3; the octets of UTF-8. */
  @Test
  void whatever_a_part_holds_it_stays_one_part() {
    assertThat(of("a/b", "x=y/z", "ü", "50 %"))
        .isEqualTo("public/session/a%2Fb=x%3Dy%2Fz/%C3%BC=50%20%25");
    assertThat(ContextKey.of(new TableName("a/b", "c.d-e_f~g"))).isEqualTo("a%2Fb/c.d-e_f~g");
  }

  @Test
  void values_have_one_text_each_and_null_has_none() {
    assertThat(of("a", null, "b", "")).isEqualTo("public/session/a/b=");
    assertThat(of("a", true, "b", new BigDecimal("1.50"), "c", new BigDecimal("1E+3")))
        .isEqualTo("public/session/a=true/b=1.5/c=1000");
    byte[] bytes = {(byte) 0xfb, (byte) 0xff};
    assertThat(of("a", bytes)).isEqualTo(of("a", ByteBuffer.wrap(bytes))).endsWith("a=-_8");
    Schema variable =
        SchemaBuilder.struct()
            .field("scale", Schema.INT32_SCHEMA)
            .field("value", Schema.BYTES_SCHEMA)
            .build();
    Struct number = new Struct(variable).put("scale", 1).put("value", new byte[] {15});
    assertThat(of("a", number)).endsWith("a=1.5");
  }

  @Test
  void what_has_no_text_is_refused_by_its_column() {
    assertThatThrownBy(() -> of("tags", List.of("s3cret")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContainingAll("'tags'", "message.key.columns")
        .hasMessageNotContaining("s3cret");
  }
}
