package org.anabranch.transforms.event;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion.VersionFlag;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.stream.LongStream;
import org.anabranch.model.change.Operation;
import org.anabranch.testkit.servers.PluginDirectories;
import org.anabranch.transforms.FromContextEvent;
import org.anabranch.transforms.ToContextEvent;
import org.anabranch.transforms.cipher.GeneratedValues;
import org.anabranch.transforms.cipher.Typed;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaAndValue;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.json.JsonConverter;
import org.apache.kafka.connect.source.SourceRecord;
import org.apache.kafka.connect.transforms.Transformation;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Rows of generated schemas, as events and back, with JSON between. A failure names its seed: run
 * the test of that number alone.
 */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class EventRoundTripTest {

  private static final List<String> ENVELOPES =
      List.of("plain", "cloudevents-structured", "cloudevents-binary");
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final JsonSchema PUBLISHED = published();
  private static final List<JsonConverter> CONVERTERS = List.of(converter(false), converter(true));

  private static JsonSchema published() {
    try {
      return JsonSchemaFactory.getInstance(VersionFlag.V202012)
          .getSchema(
              Files.readString(
                  PluginDirectories.projectRoot()
                      .resolve("docs/reference/context-event.schema.json")));
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static JsonConverter converter(boolean schemas) {
    JsonConverter converter = new JsonConverter();
    converter.configure(Map.of("schemas.enable", schemas), false);
    return converter;
  }

  static LongStream seeds() {
    return LongStream.rangeClosed(1, 500);
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void a_state_gives_the_row_again_with_its_types(long seed) {
    Random random = new Random(seed);
    GeneratedValues values = new GeneratedValues(seed);
    Schema schema = rowSchema(values, random);
    Operation operation =
        List.of(Operation.CREATE, Operation.UPDATE, Operation.DELETE, Operation.READ)
            .get(random.nextInt(4));
    boolean told = operation == Operation.UPDATE || operation == Operation.DELETE;
    Struct before = told && random.nextInt(4) > 0 ? row(values, random, schema) : null;
    Struct after = operation == Operation.DELETE ? null : row(values, random, schema);
    if (before == null && after == null) {
      before = row(values, random, schema);
    }
    RowChange change = RowChange.of(operation).before(before).after(after);
    for (String envelope : ENVELOPES) {
      for (JsonConverter converter : CONVERTERS) {
        SourceRecord back = there("state", envelope, change.record(), converter);
        Struct made = (Struct) back.value();
        assertSame(before, made.getStruct("before"));
        assertSame(after, made.getStruct("after"));
        assertThat(made.getString("op")).isEqualTo(String.valueOf(operation.code()));
        assertThat(back.headers()).isEqualTo(change.record().headers());
      }
    }
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void a_delta_gives_what_changed_and_its_state_where_nothing_was_left_out(long seed) {
    Random random = new Random(seed);
    GeneratedValues values = new GeneratedValues(seed);
    Schema schema = rowSchema(values, random);
    Struct before = row(values, random, schema);
    Struct after = new Struct(schema);
    List<String> changed = new ArrayList<>();
    for (Field field : schema.fields()) {
      Object was = before.getWithoutDefault(field.name());
      Object is = random.nextInt(3) == 0 ? value(values, random, field.schema()) : was;
      is = field.name().equals("id") ? was : is;
      if (is != null) {
        after.put(field, is);
      }
      if (!Objects.deepEquals(was, after.getWithoutDefault(field.name()))) {
        changed.add(field.name());
      }
    }
    SourceRecord record = RowChange.of(Operation.UPDATE).before(before).after(after).record();
    for (JsonConverter converter : CONVERTERS) {
      Struct made = (Struct) there("delta", "plain", record, converter).value();
      List<String> expected = new ArrayList<>(List.of("id"));
      expected.addAll(changed);
      for (String image : List.of("before", "after")) {
        Struct of = made.getStruct(image);
        assertThat(of.schema().fields()).extracting(Field::name).isEqualTo(expected);
        Struct whole = image.equals("before") ? before : after;
        expected.forEach(
            column ->
                assertThat(canonical(of.getWithoutDefault(column)))
                    .isEqualTo(canonical(whole.getWithoutDefault(column))));
      }
    }
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void so_do_events_of_the_one_schema_of_all_tables(long seed) {
    Random random = new Random(seed);
    GeneratedValues values = new GeneratedValues(seed);
    Schema schema = rowSchema(values, random);
    Struct before = row(values, random, schema);
    Struct after = row(values, random, schema);
    Transformation<SourceRecord> to = new ToContextEvent.Value<>();
    to.configure(Map.of("event.type", "state", "event.schema", "fixed"));
    SourceRecord event =
        to.apply(RowChange.of(Operation.UPDATE).before(before).after(after).record());
    assertThat(event.valueSchema()).isEqualTo(((Struct) event.value()).schema());
    Transformation<SourceRecord> from = new FromContextEvent.Value<>();
    from.configure(Map.of());
    Struct made = (Struct) from.apply(event).value();
    assertSame(before, made.getStruct("before"));
    assertSame(after, made.getStruct("after"));
  }

  private static SourceRecord there(
      String type, String envelope, SourceRecord record, JsonConverter converter) {
    Transformation<SourceRecord> to = new ToContextEvent.Value<>();
    to.configure(Map.of("event.type", type, "envelope", envelope));
    SourceRecord event = to.apply(record);
    byte[] bytes = converter.fromConnectData(event.topic(), event.valueSchema(), event.value());
    SchemaAndValue read = converter.toConnectData(event.topic(), bytes);
    assertThat(problems(bytes)).isEmpty();
    Transformation<SourceRecord> from = new FromContextEvent.Value<>();
    from.configure(Map.of());
    return from.apply(
        event.newRecord(
            event.topic(),
            event.kafkaPartition(),
            event.keySchema(),
            event.key(),
            read.schema(),
            read.value(),
            event.timestamp()));
  }

  private static List<String> problems(byte[] bytes) {
    try {
      JsonNode read = JSON.readTree(bytes);
      JsonNode event = read.has("schema") ? read.get("payload") : read;
      return PUBLISHED.validate(event).stream().map(Object::toString).toList();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Schema rowSchema(GeneratedValues values, Random random) {
    SchemaBuilder schema =
        SchemaBuilder.struct().name("aws.public.session.Value").field("id", Schema.INT64_SCHEMA);
    for (int i = random.nextInt(8); i > 0; i--) {
      schema.field(random.nextBoolean() ? "column" + i : "a/b~c " + i, values.schema());
    }
    return random.nextInt(4) == 0 ? schema.build() : schema.optional().build();
  }

  private static Struct row(GeneratedValues values, Random random, Schema schema) {
    Struct row = new Struct(schema);
    for (Field field : schema.fields()) {
      Object value =
          field.name().equals("id") ? (Object) 7L : value(values, random, field.schema());
      if (value != null) {
        row.put(field, value);
      }
    }
    return row;
  }

  private static @Nullable Object value(GeneratedValues values, Random random, Schema schema) {
    return schema.isOptional() && random.nextInt(4) == 0 ? null : values.value(schema);
  }

  private static void assertSame(@Nullable Struct expected, @Nullable Struct made) {
    if (expected == null || made == null) {
      assertThat(made).isEqualTo(expected);
      return;
    }
    assertThat(made.schema()).isEqualTo(expected.schema());
    assertThat(canonical(made)).isEqualTo(canonical(expected));
  }

  /** What JSON forgets is the order of a map's entries. */
  private static JsonNode canonical(@Nullable Object value) {
    return sorted(Typed.of(value));
  }

  private static JsonNode sorted(JsonNode node) {
    if (node.isArray()) {
      ArrayNode made = JsonNodeFactory.instance.arrayNode();
      node.forEach(child -> made.add(sorted(child)));
      return made;
    }
    if (!node.isObject()) {
      return node;
    }
    String type = node.fieldNames().next();
    JsonNode held = sorted(node.get(type));
    if (type.equals("map")) {
      List<JsonNode> entries = new ArrayList<>();
      held.forEach(entries::add);
      entries.sort(Comparator.comparing(JsonNode::toString));
      held = JsonNodeFactory.instance.arrayNode().addAll(entries);
    }
    return JsonNodeFactory.instance.objectNode().set(type, held);
  }
}
