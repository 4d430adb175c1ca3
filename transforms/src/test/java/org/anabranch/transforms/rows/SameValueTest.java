package org.anabranch.transforms.rows;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class SameValueTest {

  private static final Schema POINT =
      SchemaBuilder.struct()
          .field("x", Schema.FLOAT64_SCHEMA)
          .field("wkb", SchemaBuilder.bytes().optional().build())
          .field("unit", SchemaBuilder.string().optional().defaultValue("m").build())
          .build();

  private static Struct point(double x, int... wkb) {
    byte[] bytes = new byte[wkb.length];
    for (int i = 0; i < wkb.length; i++) {
      bytes[i] = (byte) wkb[i];
    }
    return new Struct(POINT).put("x", x).put("wkb", bytes);
  }

  @Test
  void bytes_are_what_they_hold() {
    assertThat(SameValue.of(new byte[] {1, 2}, new byte[] {1, 2})).isTrue();
    assertThat(SameValue.of(new byte[] {1, 2}, ByteBuffer.wrap(new byte[] {1, 2}))).isTrue();
    assertThat(SameValue.of(ByteBuffer.wrap(new byte[] {1, 2}), new byte[] {1, 3})).isFalse();
    assertThat(SameValue.of(new byte[] {1}, "1")).isFalse();
  }

  @Test
  void numbers_are_as_they_are_told() {
    assertThat(SameValue.of(Double.NaN, Double.NaN)).isTrue();
    assertThat(SameValue.of(Float.NaN, Float.NaN)).isTrue();
    assertThat(SameValue.of(0.0, -0.0)).isFalse();
    assertThat(SameValue.of(new BigDecimal("1.0"), new BigDecimal("1.0"))).isTrue();
    assertThat(SameValue.of(new BigDecimal("1.0"), new BigDecimal("1.00"))).isFalse();
    assertThat(SameValue.of(1, 1L)).isFalse();
  }

  @Test
  void what_holds_others_is_the_same_where_they_are() {
    assertThat(SameValue.of(List.of(new byte[] {1}), List.of(new byte[] {1}))).isTrue();
    assertThat(SameValue.of(List.of(1, 2), List.of(2, 1))).isFalse();
    assertThat(SameValue.of(List.of(1), List.of(1, 2))).isFalse();
    assertThat(SameValue.of(Map.of("a", new byte[] {1}), Map.of("a", new byte[] {1}))).isTrue();
    assertThat(SameValue.of(Map.of("a", 1), Map.of("b", 1))).isFalse();
    assertThat(SameValue.of(point(Double.NaN, 1), point(Double.NaN, 1))).isTrue();
    assertThat(SameValue.of(point(1, 1), point(1, 2))).isFalse();
  }

  @Test
  void null_is_no_default() {
    assertThat(SameValue.of(point(1), point(1).put("unit", "m"))).isFalse();
    assertThat(SameValue.of(null, null)).isTrue();
    assertThat(SameValue.of(null, "")).isFalse();
    assertThat(SameValue.of("", null)).isFalse();
  }
}
