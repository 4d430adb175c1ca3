package org.anabranch.transforms.cipher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.anabranch.keys.DataKey;
import org.anabranch.model.Seeds;
import org.apache.kafka.connect.data.Date;
import org.apache.kafka.connect.data.Decimal;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.errors.DataException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class RoundTripTest {

  @Test
  void gives_back_every_value_of_every_schema() {
    Seeds.check(
        3_000,
        "transforms",
        getClass(),
        seed -> {
          GeneratedValues generated = new GeneratedValues(seed);
          Schema schema = generated.schema();
          Object value = generated.value(schema);
          Unsealed opened = throughBothModes(value, schema);
          assertThat(opened.schema()).isEqualTo(GeneratedValues.required(schema));
          assertThat(Typed.of(opened.value())).isEqualTo(Typed.of(value));
          assertThat(TypeCode.read(TypeCode.textOf(schema))).isEqualTo(opened.schema());
        });
  }

  @Test
  void gives_back_every_value_without_a_schema() {
    Seeds.check(
        3_000,
        "transforms",
        getClass(),
        seed -> {
          Object value = new GeneratedValues(seed).schemaless();
          Unsealed opened = throughBothModes(value, null);
          assertThat(opened.schema()).isNull();
          assertThat(Typed.of(opened.value())).isEqualTo(Typed.of(value));
        });
  }

  @Test
  void keeps_a_null_where_a_field_has_a_default() {
    Schema inner =
        SchemaBuilder.struct()
            .field("plan", SchemaBuilder.string().optional().defaultValue("free").build())
            .build();
    Struct struct = new Struct(inner).put("plan", null);
    Unsealed opened = throughBothModes(struct, inner);
    assertThat(((Struct) opened.value()).getWithoutDefault("plan")).isNull();
    assertThat(opened.schema()).isEqualTo(inner);
  }

  @Test
  void takes_a_struct_without_a_schema_for_one_of_its_own() {
    Schema schema =
        SchemaBuilder.struct().optional().doc("a person").field("a", Schema.INT8_SCHEMA);
    Struct struct = new Struct(((SchemaBuilder) schema).build()).put("a", (byte) 5);
    Unsealed opened = throughBothModes(struct, null);
    assertThat(((Struct) opened.value()).getInt8("a")).isEqualTo((byte) 5);
  }

  @Test
  void refuses_what_it_could_not_give_back() {
    refuses("7", Schema.INT32_SCHEMA, "java.lang.String", "int32");
    refuses(7L, Schema.INT32_SCHEMA, "java.lang.Long", "int32");
    refuses(7, Date.SCHEMA, "java.lang.Integer", Date.LOGICAL_NAME);
    refuses(new BigDecimal("7.25"), Decimal.schema(3), "scale 2", "3");
    refuses(BigInteger.TEN, null, "java.math.BigInteger");
    refuses(List.of(Map.of("a", 'b')), null, "java.lang.Character");
    refuses("half \ud83d", Schema.STRING_SCHEMA, "surrogate");
    refuses("half \ude00 of it", Schema.STRING_SCHEMA, "surrogate");
    refuses(List.of("7"), SchemaBuilder.array(Schema.INT32_SCHEMA).build(), "INT32");
    Struct other = new Struct(SchemaBuilder.struct().field("a", Schema.STRING_SCHEMA).build());
    refuses(
        other.put("a", "Marker"),
        SchemaBuilder.struct().field("b", Schema.STRING_SCHEMA).build(),
        "another schema");
    refuses(List.of(other), null, "Struct");
  }

  @Test
  void refuses_what_is_nested_too_deeply() {
    List<Object> deep = new ArrayList<>();
    for (int i = 0; i < 100_000; i++) {
      deep = new ArrayList<>(List.of(deep));
    }
    refuses(deep, null, "deeper than 100");
  }

  @Test
  void writes_equal_values_alike_whatever_the_order_of_parameters() {
    SchemaBuilder one = SchemaBuilder.string().parameter("a", "1").parameter("b", "2");
    SchemaBuilder other = SchemaBuilder.string().parameter("b", "2").parameter("a", "1");
    assertThat(Plaintext.of("x", one.build())).isEqualTo(Plaintext.of("x", other.build()));
    assertThat(TypeCode.textOf(one.optional().build()))
        .isEqualTo(TypeCode.textOf(other.doc("documented").build()));
  }

  @Test
  void refuses_a_schema_that_would_not_come_back() {
    Schema odd =
        SchemaBuilder.struct()
            .field("f", SchemaBuilder.float64().defaultValue(Double.NaN).build())
            .build();
    refuses(new Struct(odd).put("f", 1.0), odd, "does not come back");
  }

  @Test
  void leaves_the_position_of_a_buffer_alone() {
    ByteBuffer buffer = ByteBuffer.wrap(new byte[] {9, 8, 7, 6}).position(1).limit(3);
    Unsealed opened = throughBothModes(buffer, Schema.BYTES_SCHEMA);
    assertThat((byte[]) opened.value()).containsExactly(8, 7);
    assertThat(buffer.position()).isEqualTo(1);
    assertThat(buffer.limit()).isEqualTo(3);
  }

  private static void refuses(Object value, @Nullable Schema schema, String... words) {
    assertThatThrownBy(() -> throughBothModes(value, schema))
        .isInstanceOf(DataException.class)
        .hasMessageContainingAll(words)
        .hasMessageNotContaining("Marker")
        .hasMessageNotContaining("half \ud83d")
        .hasNoCause();
  }

  private static Unsealed throughBothModes(Object value, @Nullable Schema schema) {
    Unsealed random = through(Mode.AUTHENTICATED, value, schema);
    Unsealed alike = through(Mode.DETERMINISTIC, value, schema);
    assertThat(Typed.of(alike.value())).isEqualTo(Typed.of(random.value()));
    return random;
  }

  private static Unsealed through(Mode mode, Object value, @Nullable Schema schema) {
    DataKey key = TestKeys.of(mode);
    byte[] sealed = Ciphertext.seal(mode, key, value, schema, TestKeys.EMAIL);
    String text = CiphertextText.of(sealed);
    assertThat(CiphertextText.is(text)).isTrue();
    return Ciphertext.open(CiphertextText.read(text), key, TestKeys.EMAIL);
  }
}
