package org.anabranch.transforms.rows;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.anabranch.records.view.StructField;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Struct;
import org.jspecify.annotations.Nullable;

/**
 * Whether two values of one column are told alike: bytes by what they hold, decimals with their
 * scale, NaN as itself, minus zero as another value than zero, arrays, maps and structs by what is
 * in them. Values that a database takes for equal may be told otherwise (1.0 and 1.00), and differ
 * here; so what is the same is the same for every reader.
 */
public final class SameValue {

  private SameValue() {}

  /** Whether they are. */
  public static boolean of(@Nullable Object one, @Nullable Object other) {
    if (one == other || one == null || other == null) {
      return one == other;
    }
    if (one instanceof byte[] || one instanceof ByteBuffer) {
      ByteBuffer bytes = bytes(other);
      return bytes != null && bytes.equals(bytes(one));
    }
    if (one instanceof List<?> list) {
      return other instanceof List<?> elements && ofElements(list, elements);
    }
    if (one instanceof Map<?, ?> map) {
      return other instanceof Map<?, ?> entries && ofEntries(map, entries);
    }
    if (one instanceof Struct struct) {
      return other instanceof Struct fields && ofFields(struct, fields);
    }
    return Objects.equals(one, other);
  }

  private static @Nullable ByteBuffer bytes(Object value) {
    if (value instanceof byte[] bytes) {
      return ByteBuffer.wrap(bytes);
    }
    return value instanceof ByteBuffer buffer ? buffer : null;
  }

  private static boolean ofElements(List<?> one, List<?> other) {
    if (one.size() != other.size()) {
      return false;
    }
    for (int i = 0; i < one.size(); i++) {
      if (!of(one.get(i), other.get(i))) {
        return false;
      }
    }
    return true;
  }

  private static boolean ofEntries(Map<?, ?> one, Map<?, ?> other) {
    return one.size() == other.size()
        && one.entrySet().stream()
            .allMatch(
                entry ->
                    other.containsKey(entry.getKey())
                        && of(entry.getValue(), other.get(entry.getKey())));
  }

  private static boolean ofFields(Struct one, Struct other) {
    List<Field> fields = one.schema().fields();
    return one.schema().equals(other.schema())
        && fields.stream()
            .allMatch(field -> of(StructField.value(one, field), StructField.value(other, field)));
  }
}
