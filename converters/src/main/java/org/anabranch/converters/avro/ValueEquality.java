package org.anabranch.converters.avro;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Struct;
import org.jspecify.annotations.Nullable;

/**
 * Whether two values of one schema are equal: bytes by what they hold, structs by their fields,
 * whatever instance of the schema they carry.
 */
final class ValueEquality {

  private ValueEquality() {}

  static boolean same(@Nullable Object one, @Nullable Object other) {
    if (one == other) {
      return true;
    }
    if (one == null || other == null) {
      return false;
    }
    if (one instanceof byte[] || one instanceof ByteBuffer) {
      return (other instanceof byte[] || other instanceof ByteBuffer)
          && buffer(one).equals(buffer(other));
    }
    if (one instanceof Struct left && other instanceof Struct right) {
      return structs(left, right);
    }
    if (one instanceof List<?> left && other instanceof List<?> right) {
      return lists(left, right);
    }
    if (one instanceof Map<?, ?> left && other instanceof Map<?, ?> right) {
      return maps(left, right);
    }
    return Objects.equals(one, other);
  }

  private static ByteBuffer buffer(Object bytes) {
    return bytes instanceof byte[] array ? ByteBuffer.wrap(array) : (ByteBuffer) bytes;
  }

  private static boolean structs(Struct one, Struct other) {
    List<Field> fields = one.schema().fields();
    if (fields.size() != other.schema().fields().size()) {
      return false;
    }
    for (Field field : fields) {
      if (other.schema().field(field.name()) == null
          || !same(held(one, field), held(other, field))) {
        return false;
      }
    }
    return true;
  }

  /** A required field that nobody set holds its default. */
  private static @Nullable Object held(Struct struct, Field field) {
    return field.schema().isOptional()
        ? struct.getWithoutDefault(field.name())
        : struct.get(field.name());
  }

  private static boolean lists(List<?> one, List<?> other) {
    if (one.size() != other.size()) {
      return false;
    }
    for (int i = 0; i < one.size(); i++) {
      if (!same(one.get(i), other.get(i))) {
        return false;
      }
    }
    return true;
  }

  /** Keys may be bytes or structs, whose own equality is another. */
  private static boolean maps(Map<?, ?> one, Map<?, ?> other) {
    return one.size() == other.size()
        && one.entrySet().stream()
            .allMatch(
                entry ->
                    other.entrySet().stream()
                        .anyMatch(
                            candidate ->
                                same(entry.getKey(), candidate.getKey())
                                    && same(entry.getValue(), candidate.getValue())));
  }
}
