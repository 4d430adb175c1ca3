package org.anabranch.records.event;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.apache.kafka.connect.data.Date;
import org.apache.kafka.connect.data.Decimal;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class SchemaFormTest {

  static Stream<Arguments> texts() {
    return Stream.of(
        Arguments.of(Schema.INT64_SCHEMA, "int64"),
        Arguments.of(Schema.OPTIONAL_STRING_SCHEMA, "string?"),
        Arguments.of(Decimal.schema(2), "decimal(2)"),
        Arguments.of(Decimal.builder(-3).optional().build(), "decimal(-3)?"),
        Arguments.of(Date.SCHEMA, "int32:org.apache.kafka.connect.data.Date:1"),
        Arguments.of(
            SchemaBuilder.string().name("io.debezium.data.Json").optional().build(),
            "string:io.debezium.data.Json?"));
  }

  @ParameterizedTest
  @MethodSource("texts")
  void a_type_that_has_no_more_to_say_is_a_text(Schema schema, String text) {
    assertThat(SchemaForm.of(schema)).isEqualTo(text);
    assertThat(SchemaForm.read(text, "")).isEqualTo(schema);
  }

  static List<Schema> others() {
    return List.of(
        SchemaBuilder.int32().version(3).build(),
        SchemaBuilder.int32().doc("What it is").build(),
        SchemaBuilder.string().name("odd:name?").version(2).build(),
        SchemaBuilder.string().defaultValue("tea").build(),
        SchemaBuilder.string().parameter("allowed", "a,b").name("io.debezium.data.Enum").build(),
        Decimal.builder(2).parameter("connect.decimal.precision", "5").build(),
        SchemaBuilder.bytes()
            .name(Decimal.LOGICAL_NAME)
            .parameter(Decimal.SCALE_FIELD, "2")
            .version(7)
            .build(),
        SchemaBuilder.array(Schema.OPTIONAL_FLOAT32_SCHEMA).optional().build(),
        SchemaBuilder.map(Schema.INT32_SCHEMA, Decimal.schema(1)).build(),
        SchemaBuilder.struct()
            .name("io.debezium.data.VariableScaleDecimal")
            .version(1)
            .doc("Variable scaled decimal")
            .field("scale", Schema.INT32_SCHEMA)
            .field("value", Schema.BYTES_SCHEMA)
            .build());
  }

  @ParameterizedTest
  @MethodSource("others")
  void any_other_is_an_object_that_says_all_of_it(Schema schema) {
    Object form = SchemaForm.of(schema);
    assertThat(form).isInstanceOf(Map.class);
    assertThat(new SchemaReader("").read(form)).isEqualTo(schema);
    Object again = JsonText.read(JsonText.write(form), "");
    assertThat(new SchemaReader("").read(Objects.requireNonNull(again))).isEqualTo(schema);
  }

  @Test
  void the_order_of_fields_does_not_depend_on_that_of_members() {
    Schema schema =
        SchemaBuilder.struct().field("b", Schema.INT8_SCHEMA).field("a", Date.SCHEMA).build();
    assertThat(((Map<?, ?>) SchemaForm.of(schema)).get("fields"))
        .isEqualTo(
            List.of(
                Map.of("name", "b", "type", "int8"),
                Map.of("name", "a", "type", "int32:org.apache.kafka.connect.data.Date:1")));
  }
}
