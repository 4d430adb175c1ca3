package org.anabranch.records.path;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.jspecify.annotations.Nullable;

/**
 * Takes the fields out of rows to which a path leads: of structs, which then have another schema,
 * of maps the entries, of lists the elements. Rows and schemas that it is given stay as they are;
 * where the path leads nowhere they come back themselves. Immutable.
 */
public final class PathRemoval {

  private final FieldPath path;
  private final List<PathStep> steps;

  public PathRemoval(FieldPath path) {
    this.path = path;
    this.steps = path.steps();
  }

  /**
   * The schema of rows without the fields. Made anew each time, so callers keep it.
   *
   * @throws IllegalArgumentException where entries of one map would get different schemas
   */
  public Schema of(Schema row) {
    return schema(row, 0);
  }

  /**
   * A row without the fields.
   *
   * @param row a struct or a map
   * @param made what {@link #of(Schema)} said; null where rows have no schema
   */
  public Object of(Object row, @Nullable Schema made) {
    return Objects.requireNonNull(value(row, made, 0));
  }

  private boolean ends(int depth) {
    return depth == steps.size() - 1;
  }

  private Schema schema(Schema schema, int depth) {
    PathStep step = steps.get(depth);
    return switch (schema.type()) {
      case STRUCT -> struct(schema, step, depth);
      case MAP -> map(schema, step, depth);
      case ARRAY -> {
        Schema elements = schema.valueSchema();
        boolean into = step instanceof PathStep.EachElement && !ends(depth);
        Schema made = into ? schema(elements, depth + 1) : elements;
        yield made == elements ? schema : LikeSchema.of(schema, SchemaBuilder.array(made)).build();
      }
      default -> schema;
    };
  }

  private Schema struct(Schema schema, PathStep step, int depth) {
    SchemaBuilder made = LikeSchema.struct(schema);
    boolean changed = false;
    for (Field field : schema.fields()) {
      if (!step.leadsInto(field.name())) {
        made.field(field.name(), field.schema());
      } else if (ends(depth)) {
        changed = true;
      } else {
        Schema within = schema(field.schema(), depth + 1);
        changed |= within != field.schema();
        made.field(field.name(), within);
      }
    }
    return changed ? made.build() : schema;
  }

  private Schema map(Schema schema, PathStep step, int depth) {
    if (ends(depth) || step instanceof PathStep.EachElement) {
      return schema;
    }
    Schema made = schema(schema.valueSchema(), depth + 1);
    if (made == schema.valueSchema()) {
      return schema;
    }
    if (step instanceof PathStep.Name) {
      throw new IllegalArgumentException(
          "the field '"
              + path
              + "' is in one entry of a map, and all entries have one schema. Write * for the"
              + " entry's name");
    }
    return LikeSchema.of(schema, SchemaBuilder.map(schema.keySchema(), made)).build();
  }

  private @Nullable Object value(@Nullable Object value, @Nullable Schema made, int depth) {
    PathStep step = steps.get(depth);
    if (value instanceof Struct struct) {
      return made == null || (made == struct.schema() && !mayHoldMaps(made))
          ? struct
          : struct(struct, made, step, depth);
    }
    if (value instanceof Map<?, ?> map) {
      return step instanceof PathStep.EachElement ? map : map(map, made, step, depth);
    }
    return value instanceof List<?> list && step instanceof PathStep.EachElement
        ? list(list, made, depth)
        : value;
  }

  /** Removing an entry of a map or an element of a list leaves their schema as it is. */
  private static boolean mayHoldMaps(Schema schema) {
    return schema.fields().stream().anyMatch(field -> !field.schema().type().isPrimitive());
  }

  private Struct struct(Struct struct, Schema made, PathStep step, int depth) {
    Struct copy = new Struct(made);
    for (Field field : made.fields()) {
      Object value = struct.getWithoutDefault(field.name());
      Object kept =
          value != null && step.leadsInto(field.name())
              ? value(value, field.schema(), depth + 1)
              : value;
      // A required field may stand for its default.
      if (kept != null) {
        copy.put(field, kept);
      }
    }
    return copy;
  }

  private Map<?, ?> map(Map<?, ?> map, @Nullable Schema made, PathStep step, int depth) {
    Map<Object, @Nullable Object> copy = new LinkedHashMap<>();
    for (Map.Entry<?, ?> entry : map.entrySet()) {
      Object value = entry.getValue();
      if (!step.leadsInto(entry.getKey())) {
        copy.put(entry.getKey(), value);
      } else if (!ends(depth)) {
        Schema values = made == null ? null : made.valueSchema();
        copy.put(entry.getKey(), value(value, values, depth + 1));
      }
    }
    return copy.equals(map) ? map : copy;
  }

  private List<?> list(List<?> list, @Nullable Schema made, int depth) {
    if (ends(depth)) {
      return List.of();
    }
    Schema elements = made == null ? null : made.valueSchema();
    List<@Nullable Object> copy = new ArrayList<>(list.size());
    list.forEach(element -> copy.add(value(element, elements, depth + 1)));
    return copy;
  }
}
