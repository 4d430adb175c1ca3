package org.anabranch.transforms.policy.condition;

import java.util.AbstractMap;
import java.util.AbstractSet;
import java.util.Iterator;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.connect.data.Schema;
import org.jspecify.annotations.Nullable;

/** A map of a record with a schema as conditions see it. */
final class SchemaMap extends AbstractMap<Object, Object> {

  private final Map<?, ?> map;
  private final Schema values;

  SchemaMap(Map<?, ?> map, Schema values) {
    this.map = map;
    this.values = values;
  }

  @Override
  public boolean containsKey(@Nullable Object key) {
    return map.containsKey(key);
  }

  @Override
  public @Nullable Object get(@Nullable Object key) {
    return map.containsKey(key) ? CelValues.of(map.get(key), values) : null;
  }

  @Override
  public Set<Map.Entry<Object, Object>> entrySet() {
    return new AbstractSet<>() {
      @Override
      public Iterator<Map.Entry<Object, Object>> iterator() {
        return map.entrySet().stream()
            .map(
                entry ->
                    Map.<Object, Object>entry(
                        CelValues.of(entry.getKey(), null), CelValues.of(entry.getValue(), values)))
            .iterator();
      }

      @Override
      public int size() {
        return map.size();
      }
    };
  }
}
