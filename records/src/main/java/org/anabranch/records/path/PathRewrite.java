package org.anabranch.records.path;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.Struct;
import org.jspecify.annotations.Nullable;

/** Copies what lies on the way of a path and changes what lies at its end. */
final class PathRewrite {

  private final List<PathStep> steps;
  private final ValueChange change;

  PathRewrite(List<PathStep> steps, ValueChange change) {
    this.steps = steps;
    this.change = change;
  }

  /** What takes the value's place: the value itself where nothing of it changed. */
  @Nullable Object rewrite(@Nullable Object value, @Nullable Schema schema, int depth) {
    if (depth == steps.size()) {
      return change.of(value, schema);
    }
    PathStep step = steps.get(depth);
    if (value instanceof Struct struct) {
      return rewriteStruct(struct, step, depth);
    }
    if (value instanceof Map<?, ?> map) {
      return rewriteMap(map, elements(schema), step, depth);
    }
    return value instanceof List<?> list && step instanceof PathStep.EachElement
        ? rewriteList(list, elements(schema), depth)
        : value;
  }

  private static @Nullable Schema elements(@Nullable Schema schema) {
    return schema == null ? null : schema.valueSchema();
  }

  private Struct rewriteStruct(Struct struct, PathStep step, int depth) {
    Struct copy = null;
    for (Field field : struct.schema().fields()) {
      if (step.leadsInto(field.name())) {
        Object before = struct.getWithoutDefault(field.name());
        Object after = rewrite(before, field.schema(), depth + 1);
        if (after != before) {
          copy = copy == null ? copyOf(struct) : copy;
          copy.put(field, after);
        }
      }
    }
    return copy == null ? struct : copy;
  }

  private static Struct copyOf(Struct struct) {
    Struct copy = new Struct(struct.schema());
    for (Field field : struct.schema().fields()) {
      Object value = struct.getWithoutDefault(field.name());
      // A required field may be unset while the struct is made, or stand for its default.
      if (value != null) {
        copy.put(field, value);
      }
    }
    return copy;
  }

  private Map<?, ?> rewriteMap(Map<?, ?> map, @Nullable Schema values, PathStep step, int depth) {
    Map<Object, @Nullable Object> copy = null;
    for (Map.Entry<?, ?> entry : map.entrySet()) {
      if (step.leadsInto(entry.getKey())) {
        Object before = entry.getValue();
        Object after = rewrite(before, values, depth + 1);
        if (after != before) {
          copy = copy == null ? new LinkedHashMap<>(map) : copy;
          copy.put(entry.getKey(), after);
        }
      }
    }
    return copy == null ? map : copy;
  }

  private List<?> rewriteList(List<?> list, @Nullable Schema elements, int depth) {
    List<@Nullable Object> copy = null;
    for (int i = 0; i < list.size(); i++) {
      Object before = list.get(i);
      Object after = rewrite(before, elements, depth + 1);
      if (after != before) {
        copy = copy == null ? new ArrayList<>(list) : copy;
        copy.set(i, after);
      }
    }
    return copy == null ? list : copy;
  }
}
