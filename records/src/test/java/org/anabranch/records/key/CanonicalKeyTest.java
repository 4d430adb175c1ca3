package org.anabranch.records.key;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.anabranch.records.bytes.ByteWriter;
import org.anabranch.records.view.RecordViews;
import org.apache.kafka.connect.data.Decimal;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class CanonicalKeyTest {

  private static final Schema VARIABLE_SCALE =
      SchemaBuilder.struct()
          .name("io.debezium.data.VariableScaleDecimal")
          .field("scale", Schema.INT32_SCHEMA)
          .field("value", Schema.BYTES_SCHEMA)
          .build();

  @Test
  void is_the_same_for_an_integer_of_any_width() {
    assertThat(key((byte) 7))
        .isEqualTo(key((short) 7))
        .isEqualTo(key(7))
        .isEqualTo(key(7L))
        .isNotEqualTo(key("7"))
        .isNotEqualTo(key(new BigDecimal(7)));
  }

  @Test
  void is_the_same_for_a_decimal_however_it_is_written() {
    byte[] key = key(new BigDecimal("12.5"));
    assertThat(key(new BigDecimal("12.500"))).isEqualTo(key);
    assertThat(key(variableScale("12.5"))).isEqualTo(key);
    assertThat(key(variableScale("12.50"))).isEqualTo(key);
    assertThat(key(variableScale("-12.5"))).isNotEqualTo(key);
    assertThat(key(new BigDecimal("1e3"))).isEqualTo(key(new BigDecimal("1000")));
  }

  @Test
  void is_appended_for_a_single_value_as_for_a_key_of_one_column() {
    for (Object value : List.of(7, "a", new BigDecimal("1.50"), true, new byte[] {1}, 1.5)) {
      ByteWriter out = new ByteWriter(1);
      CanonicalKey.append(out, value);
      assertThat(out.toBytes()).isEqualTo(key(value));
    }
    assertThatThrownBy(() -> CanonicalKey.append(new ByteWriter(1), List.of("secret")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageNotContaining("secret");
  }

  /** A damaged scale must not make gigabytes of zeros. */
  @Test
  void is_short_for_a_decimal_of_a_huge_scale() {
    assertThat(key(new BigDecimal("1e1000000000"))).hasSize(1 + 4 + 1 + 1);
  }

  @Test
  void is_the_same_for_a_variable_scale_decimal_and_its_fixed_twin_in_structs() {
    Schema variable = SchemaBuilder.struct().field("id", VARIABLE_SCALE).build();
    Schema fixed = SchemaBuilder.struct().field("id", Decimal.schema(2)).build();
    assertThat(of(new Struct(variable).put("id", variableScale("12.5"))))
        .isEqualTo(of(new Struct(fixed).put("id", new BigDecimal("12.50"))));
  }

  @Test
  void is_the_same_for_bytes_in_an_array_and_in_a_buffer_and_leaves_the_buffer_alone() {
    ByteBuffer buffer = ByteBuffer.wrap(new byte[] {9, 1, 2}, 1, 2);
    assertThat(key(buffer)).isEqualTo(key(new byte[] {1, 2}));
    assertThat(buffer.remaining()).isEqualTo(2);
  }

  @Test
  void is_the_same_for_either_zero_and_any_nan_and_a_float_that_is_exact() {
    assertThat(key(-0.0)).isEqualTo(key(0.0)).isEqualTo(key(0.0f));
    assertThat(key(Double.longBitsToDouble(0x7ff8000000000001L))).isEqualTo(key(Double.NaN));
    assertThat(key(1.5f)).isEqualTo(key(1.5));
  }

  @Test
  void is_the_same_for_a_struct_and_a_map() {
    Schema schema =
        SchemaBuilder.struct()
            .field("tenant", Schema.STRING_SCHEMA)
            .field("id", Schema.INT32_SCHEMA)
            .build();
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("tenant", "eu");
    map.put("id", 7L);
    assertThat(of(new Struct(schema).put("tenant", "eu").put("id", 7))).isEqualTo(of(map));
  }

  @Test
  void tells_columns_apart_that_run_together() {
    assertThat(of(columns("ab", "c"))).isNotEqualTo(of(columns("a", "bc")));
    assertThat(of(columns("", null))).isNotEqualTo(of(columns(null, "")));
    assertThat(key(true)).isNotEqualTo(key(1));
  }

  @Test
  @SuppressWarnings("JavaUtilDate") // what time.precision.mode=connect makes of a timestamp
  void refuses_a_type_that_cannot_be_part_of_a_key_and_says_no_value() {
    Struct point =
        new Struct(SchemaBuilder.struct().name("Point").field("x", Schema.STRING_SCHEMA).build())
            .put("x", "secret");
    assertThatThrownBy(() -> key(point))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("'column0'")
        .hasMessageContaining("struct Point")
        .hasMessageNotContaining("secret");
    assertThatThrownBy(() -> key(List.of(1))).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> key(new Date(0))).hasMessageContaining("java.util.Date");
  }

  @Test
  void has_a_lane_in_range_for_any_number_of_lanes() {
    for (int id = 0; id < 1_000; id++) {
      byte[] key = key(id);
      assertThat(CanonicalKey.lane(key, 1 + id % 50).number()).isBetween(0, id % 50);
    }
  }

  @Test
  void hashes_differently_under_another_secret_and_not_at_all_under_an_empty_one() {
    byte[] key = key(1);
    assertThat(KeyHasher.withSecret("one").hash(key))
        .isEqualTo(KeyHasher.withSecret("one").hash(key))
        .isNotEqualTo(KeyHasher.withSecret("two").hash(key))
        .isNotEqualTo(KeyHasher.withSecret(null).hash(key));
    assertThatThrownBy(() -> KeyHasher.withSecret("")).isInstanceOf(IllegalArgumentException.class);
  }

  private static Struct variableScale(String number) {
    BigDecimal decimal = new BigDecimal(number);
    return new Struct(VARIABLE_SCALE)
        .put("scale", decimal.scale())
        .put("value", decimal.unscaledValue().toByteArray());
  }

  private static byte[] key(Object value) {
    return of(columns(value));
  }

  private static Map<String, @Nullable Object> columns(@Nullable Object... values) {
    Map<String, @Nullable Object> columns = new LinkedHashMap<>();
    for (Object value : values) {
      columns.put("column" + columns.size(), value);
    }
    return columns;
  }

  private static byte[] of(Object row) {
    return CanonicalKey.of(Objects.requireNonNull(RecordViews.of(row)));
  }
}
