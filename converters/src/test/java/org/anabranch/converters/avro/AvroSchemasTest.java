package org.anabranch.converters.avro;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.anabranch.model.Seeds;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaAndValue;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

/** What Connect's schemas are in Avro. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class AvroSchemasTest {

  private static final int SCHEMAS = 1_000;

  private final AvroSchemas schemas = new AvroSchemas();
  private final Confluent confluent = new Confluent();

  @Test
  void a_customary_schema_has_the_text_that_confluents_converter_registers() {
    List<Long> different = new ArrayList<>();
    Seeds.check(
        SCHEMAS,
        "converters",
        getClass(),
        seed -> {
          Random random = new Random(seed);
          Schema schema = SchemaGenerator.customary(random).schema();
          Object value = new ValueGenerator(random, true).present(schema);
          String theirs = theirs(schema, value);
          if (theirs != null && !schemas.toAvro(schema).toString().equals(theirs)) {
            different.add(seed);
          }
        });
    assertThat(different).isEmpty();
  }

  /** Null for the few that Confluent's converter has no way to write. */
  private @Nullable String theirs(Schema schema, Object value) {
    try {
      return confluent.write(schema, value).schema();
    } catch (RuntimeException e) {
      return null;
    }
  }

  @Test
  void structs_of_one_name_and_two_shapes_get_two_names_and_keep_theirs() {
    Schema one = SchemaBuilder.struct().name("ns.Row").field("a", Schema.INT32_SCHEMA).build();
    Schema other = SchemaBuilder.struct().name("ns.Row").field("b", Schema.INT32_SCHEMA).build();
    Schema both = SchemaBuilder.struct().field("x", one).field("y", other).field("z", one).build();
    org.apache.avro.Schema avro = schemas.toAvro(both);
    assertThat(avro.getField("x").schema().getFullName()).isEqualTo("ns.Row");
    assertThat(avro.getField("y").schema().getFullName()).isEqualTo("ns.Row_2");
    assertThat(avro.getField("y").schema().getProp("connect.name")).isEqualTo("ns.Row");
    assertThat(avro.getField("z").schema().getFullName()).isEqualTo("ns.Row");
  }

  @Test
  void before_and_after_are_one_definition_and_read_as_one_schema() {
    Schema row =
        SchemaBuilder.struct().name("ns.Row").optional().field("a", Schema.INT32_SCHEMA).build();
    Schema envelope =
        SchemaBuilder.struct().name("E").field("before", row).field("after", row).build();
    Schema read = requireNonNull(schemas.toConnect(schemas.toAvro(envelope), null));
    assertThat(read).isEqualTo(envelope);
    assertThat(read.field("before").schema()).isSameAs(read.field("after").schema());
  }

  @Test
  void names_that_are_not_avros_become_such() {
    assertThat(AvroNames.fullName("my-topic.inventory.Value"))
        .isEqualTo("my_topic.inventory.Value");
    assertThat(AvroNames.fullName("1st..größe")).isEqualTo("x1st.x.größe");
    assertThat(AvroNames.simpleName("a€b")).isEqualTo("a_20ACb");
  }

  @Test
  void values_without_schema_come_back_as_they_were() {
    for (Object value :
        new Object[] {
          1,
          5L,
          1.5f,
          2.5,
          true,
          "s",
          List.of(1, "a", List.of()),
          Arrays.asList(1, null),
          Map.of("k", Map.of(1L, false)),
          ByteBuffer.wrap(new byte[] {1})
        }) {
      AvroOutput out = new AvroOutput();
      AvroWriter.of(null, schemas.toAvro(null)).write(value, out);
      SchemaAndValue read = AvroReader.of(schemas.toAvro(null), 1).read(out.toByteArray(), 0);
      assertThat(read.schema()).isNull();
      assertThat(ValueEquality.same(value, read.value())).isTrue();
      if (!(value instanceof ByteBuffer)) {
        Confluent.Message theirs = confluent.write(null, value);
        assertThat(schemas.toAvro(null)).hasToString(theirs.schema());
        assertThat(out.toByteArray()).isEqualTo(theirs.bytes());
      }
    }
  }

  @Test
  void a_recursive_schema_is_read_as_one_that_can_be_compared_and_filled() {
    SchemaBuilder node = SchemaBuilder.struct().name("Node").optional();
    node.field("value", Schema.INT32_SCHEMA).field("next", node);
    Schema read = requireNonNull(schemas.toConnect(schemas.toAvro(node.build()), null));
    Schema again = schemas.toConnect(schemas.toAvro(read), null);
    assertThat(read).isEqualTo(again).hasSameHashCodeAs(again);
    Schema next = read.field("next").schema();
    Struct inner = new Struct(next).put("value", 2);
    new Struct(read).put("value", 1).put("next", inner).validate();
  }
}
