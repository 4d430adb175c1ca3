package org.anabranch.records.event;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.anabranch.model.change.Operation;
import org.anabranch.records.event.EventOperation.Action;
import org.anabranch.records.path.LikeSchema;
import org.apache.kafka.common.cache.Cache;
import org.apache.kafka.common.cache.LRUCache;
import org.apache.kafka.common.cache.SynchronizedCache;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.Struct;
import org.jspecify.annotations.Nullable;

/**
 * The row before and after the change of which an event tells, as they were: structs of the row's
 * schema where the event has it, else maps. What the event does not tell is not in them; of a delta
 * they hold the columns that changed and those of the key.
 *
 * @param before a struct or a map; null where nothing is told of it
 * @param after a struct or a map; null where the row is gone
 * @param operation what was done to the row
 * @param untold columns of the schema that are not in {@code after}; empty where there is no schema
 */
public record EventImages(
    @Nullable Object before, @Nullable Object after, Operation operation, Set<String> untold) {

  private record Part(Schema schema, List<String> columns) {}

  private static final int SCHEMAS_MAX = 512;
  private static final Cache<Part, Schema> PARTS =
      new SynchronizedCache<>(new LRUCache<>(SCHEMAS_MAX));
  private static final String PREVIOUS =
      JsonPointer.to(JsonPointer.to("", EventField.PAYLOAD), EventField.PREVIOUS);
  private static final String AT_OPERATIONS =
      JsonPointer.to(JsonPointer.to("", EventField.PAYLOAD), EventField.OPERATIONS);
  private static final String AT_SCHEMA =
      JsonPointer.to(JsonPointer.to("", EventField.METADATA), EventField.SCHEMA);

  /**
   * Of an event.
   *
   * @throws MalformedEventException naming the place in the event
   */
  public static EventImages of(ContextEvent event) {
    Object form = event.metadata().schema();
    Schema schema = form == null ? null : SchemaForm.read(form, AT_SCHEMA);
    if (schema != null && schema.type() != Schema.Type.STRUCT) {
      throw new MalformedEventException(AT_SCHEMA, "is no struct, as a row is");
    }
    Map<String, Told> told = after(event, schema);
    Map<String, Told> was = before(event, schema);
    Object after = told == null ? null : image(told, schema);
    return new EventImages(
        was == null ? null : image(was, schema),
        after,
        operation(event, told == null),
        schema == null || told == null ? Set.of() : untold(schema, told.keySet()));
  }

  /** Whether the event tells less than the whole row, as far as it lets that be known. */
  public boolean isPartial() {
    return !untold.isEmpty();
  }

  private static Operation operation(ContextEvent event, boolean removed) {
    Operation told = event.metadata().operation();
    if (removed) {
      return Operation.DELETE;
    }
    if (told != null && told != Operation.DELETE) {
      return told;
    }
    if (event.type() == EventType.CONTEXT_RECONCILIATION) {
      return Operation.READ;
    }
    boolean added =
        event.operations().stream()
            .anyMatch(each -> each.path().isEmpty() && each.type() == Action.ADD);
    return added ? Operation.CREATE : Operation.UPDATE;
  }

  /** A column's natural value and where it stands. */
  private record Told(@Nullable Object value, String at) {}

  private static @Nullable Map<String, Told> after(ContextEvent event, @Nullable Schema schema) {
    Map<String, Told> columns = new LinkedHashMap<>();
    boolean removed = false;
    int number = 0;
    for (EventOperation operation : event.operations()) {
      String at = JsonPointer.to(JsonPointer.to(AT_OPERATIONS, number++), EventField.VALUE);
      List<String> names = JsonPointer.names(operation.path());
      if (!names.isEmpty()) {
        columns.put(names.get(0), new Told(operation.value(), at));
        removed = false;
      } else {
        columns.clear();
        removed = operation.type() == Action.REMOVE;
        if (!removed) {
          columns.putAll(row(operation.value(), at));
        }
      }
    }
    if (removed) {
      return null;
    }
    return event.type() == EventType.CONTEXT_DELTA ? withKey(event, columns, schema) : columns;
  }

  private static @Nullable Map<String, Told> before(ContextEvent event, @Nullable Schema schema) {
    Map<?, ?> previous = event.previous();
    Operation told = event.metadata().operation();
    boolean found = told == Operation.CREATE || told == Operation.READ;
    if (event.type() == EventType.CONTEXT_DELTA && !(found && previous == null)) {
      return withKey(
          event, previous == null ? new LinkedHashMap<>() : row(previous, PREVIOUS), schema);
    }
    return previous == null ? null : row(previous, PREVIOUS);
  }

  private static Map<String, Told> row(@Nullable Object value, String at) {
    if (!(value instanceof Map<?, ?> row)) {
      throw new MalformedEventException(at, "is no object with the row's columns");
    }
    Map<String, Told> columns = new LinkedHashMap<>();
    row.forEach(
        (name, column) -> {
          String member = String.valueOf(name);
          columns.put(member, new Told(column, JsonPointer.to(at, member)));
        });
    return columns;
  }

  /** A delta leaves out the key's columns, which do not change. */
  private static Map<String, Told> withKey(
      ContextEvent event, Map<String, Told> columns, @Nullable Schema schema) {
    Map<?, ?> key = event.metadata().key();
    if (key == null) {
      return columns;
    }
    String at = JsonPointer.to(JsonPointer.to("", EventField.METADATA), EventField.KEY);
    Map<String, Told> all = row(key, at);
    all.keySet().removeIf(column -> schema != null && schema.field(column) == null);
    all.putAll(columns);
    return all;
  }

  private static Object image(Map<String, Told> columns, @Nullable Schema schema) {
    if (schema == null) {
      Map<String, @Nullable Object> row = new LinkedHashMap<>();
      columns.forEach((name, told) -> row.put(name, told.value()));
      return row;
    }
    List<String> names = new ArrayList<>(columns.size());
    for (Field field : schema.fields()) {
      if (columns.containsKey(field.name())) {
        names.add(field.name());
      }
    }
    if (names.size() < columns.size()) {
      columns.forEach(
          (name, told) -> {
            if (schema.field(name) == null) {
              throw new MalformedEventException(told.at(), "is of no column in " + AT_SCHEMA);
            }
          });
    }
    Struct row = new Struct(part(schema, names));
    for (Field field : row.schema().fields()) {
      Told told = columns.get(field.name());
      if (told != null) {
        TypedValue.put(row, field, told.value(), told.at());
      }
    }
    return row;
  }

  /** The schema of some of a row's columns; itself where these are all. */
  private static Schema part(Schema schema, List<String> columns) {
    if (columns.size() == schema.fields().size()) {
      return schema;
    }
    Part key = new Part(schema, columns);
    Schema part = PARTS.get(key);
    if (part == null) {
      part =
          LikeSchema.struct(
              schema, field -> columns.contains(field.name()) ? field.schema() : null);
      PARTS.put(key, part);
    }
    return part;
  }

  private static Set<String> untold(Schema schema, Set<String> told) {
    if (told.size() == schema.fields().size()) {
      return Set.of();
    }
    Set<String> untold = new LinkedHashSet<>();
    for (Field field : schema.fields()) {
      if (!told.contains(field.name())) {
        untold.add(field.name());
      }
    }
    return untold;
  }

  /** Without the rows. */
  @Override
  public String toString() {
    return "images of an event";
  }
}
