package org.anabranch.transforms.policy.condition;

import java.util.AbstractMap;
import java.util.AbstractSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.anabranch.records.view.RecordView;
import org.jspecify.annotations.Nullable;

/** A row as conditions see it: a map of its fields, whose values are converted when asked for. */
final class RowMap extends AbstractMap<String, Object> {

  private final RecordView row;

  RowMap(RecordView row) {
    this.row = row;
  }

  @Override
  public boolean containsKey(@Nullable Object field) {
    return field instanceof String name && row.has(name);
  }

  @Override
  public @Nullable Object get(@Nullable Object field) {
    return field instanceof String name && row.has(name)
        ? CelValues.of(row.value(name), row.schema(name))
        : null;
  }

  @Override
  public Set<Map.Entry<String, Object>> entrySet() {
    List<String> fields = row.fields();
    return new AbstractSet<>() {
      @Override
      public Iterator<Map.Entry<String, Object>> iterator() {
        return fields.stream()
            .map(name -> Map.entry(name, CelValues.of(row.value(name), row.schema(name))))
            .iterator();
      }

      @Override
      public int size() {
        return fields.size();
      }
    };
  }
}
