package org.anabranch.records.event;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.jspecify.annotations.Nullable;

/**
 * Events as structs of one schema for all tables, which converters that need a schema (Avro,
 * Protobuf) write as they write others. What has no type of its own, since it depends on the table,
 * is JSON in a text: values, the row before, the key, the row's schema.
 */
public final class EventStruct {

  private static final Schema TEXT = Schema.OPTIONAL_STRING_SCHEMA;
  private static final Schema COLUMNS =
      SchemaBuilder.array(Schema.STRING_SCHEMA).optional().build();
  private static final Schema OPERATION =
      SchemaBuilder.struct()
          .name("org.anabranch.ContextEventOperation")
          .field(EventField.TYPE, Schema.STRING_SCHEMA)
          .field(EventField.PATH, Schema.STRING_SCHEMA)
          .field(EventField.VALUE, TEXT)
          .build();
  private static final Schema PAYLOAD =
      SchemaBuilder.struct()
          .name("org.anabranch.ContextEventPayload")
          .field(EventField.OPERATIONS, SchemaBuilder.array(OPERATION).build())
          .field(EventField.PREVIOUS, TEXT)
          .build();
  private static final Schema METADATA =
      SchemaBuilder.struct()
          .name("org.anabranch.ContextEventMetadata")
          .field(EventField.FORMAT, Schema.INT64_SCHEMA)
          .field(EventField.PRIORITY, TEXT)
          .field(EventField.TTL, Schema.OPTIONAL_INT64_SCHEMA)
          .field(EventField.COMPACTION_KEY, TEXT)
          .field(EventField.TABLE, TEXT)
          .field(EventField.OPERATION, TEXT)
          .field(EventField.KEY, TEXT)
          .field(EventField.WITHHELD, COLUMNS)
          .field(EventField.UNCHANGED, COLUMNS)
          .field(EventField.RESELECTED, COLUMNS)
          .field(EventField.ALTERED, COLUMNS)
          .field(EventField.SCHEMA, TEXT)
          .build();

  /** The schema of all events. */
  public static final Schema SCHEMA =
      SchemaBuilder.struct()
          .name("org.anabranch.ContextEvent")
          .version(1)
          .field(EventField.EVENT_ID, Schema.STRING_SCHEMA)
          .field(EventField.TIMESTAMP, Schema.STRING_SCHEMA)
          .field(EventField.VERSION, Schema.STRING_SCHEMA)
          .field(EventField.CONTEXT_ID, Schema.STRING_SCHEMA)
          .field(EventField.CLOUD_REGION, Schema.STRING_SCHEMA)
          .field(EventField.EVENT_TYPE, Schema.STRING_SCHEMA)
          .field(EventField.PAYLOAD, PAYLOAD)
          .field(EventField.METADATA, METADATA)
          .build();

  private static final Set<String> JSON =
      Set.of(EventField.VALUE, EventField.PREVIOUS, EventField.KEY, EventField.SCHEMA);

  private EventStruct() {}

  /** The event as a struct of {@link #SCHEMA}. */
  public static Struct of(ContextEvent event) {
    return struct(EventWriter.write(event), SCHEMA);
  }

  private static Struct struct(Map<?, ?> members, Schema schema) {
    Struct struct = new Struct(schema);
    for (Field field : schema.fields()) {
      if (members.containsKey(field.name())) {
        struct.put(field, member(members.get(field.name()), field));
      }
    }
    return struct;
  }

  private static @Nullable Object member(@Nullable Object value, Field field) {
    if (JSON.contains(field.name())) {
      return JsonText.write(value);
    }
    if (value instanceof Map<?, ?> members) {
      return struct(members, field.schema());
    }
    if (value instanceof List<?> list && field.name().equals(EventField.OPERATIONS)) {
      return list.stream().map(each -> struct((Map<?, ?>) each, OPERATION)).toList();
    }
    return value;
  }

  /** Whether a value is an event as a struct, whatever its converter made of the schema. */
  static boolean is(@Nullable Object value) {
    return value instanceof Struct struct
        && struct.schema().field(EventField.EVENT_TYPE) != null
        && struct.schema().field(EventField.PAYLOAD) != null
        && struct.getWithoutDefault(EventField.PAYLOAD) instanceof Struct payload
        && payload.schema().field(EventField.OPERATIONS) != null;
  }

  /**
   * The event as maps and lists.
   *
   * @param at where the struct stands in the event
   * @throws MalformedEventException where a text is no JSON
   */
  static Map<String, @Nullable Object> tree(Struct struct, String at) {
    Map<String, @Nullable Object> tree = new LinkedHashMap<>();
    for (Field field : struct.schema().fields()) {
      Object value = struct.getWithoutDefault(field.name());
      if (value != null) {
        tree.put(field.name(), tree(value, field.name(), JsonPointer.to(at, field.name())));
      }
    }
    return tree;
  }

  private static @Nullable Object tree(Object value, String name, String at) {
    if (value instanceof String text && JSON.contains(name)) {
      return JsonText.read(text, at);
    }
    if (value instanceof Struct struct) {
      return tree(struct, at);
    }
    if (value instanceof List<?> list) {
      List<@Nullable Object> made = new ArrayList<>(list.size());
      for (Object element : list) {
        String place = JsonPointer.to(at, made.size());
        made.add(element instanceof Struct struct ? tree(struct, place) : element);
      }
      return made;
    }
    return value;
  }
}
