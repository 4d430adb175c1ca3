package org.anabranch.converters.avro;

import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Schema;
import org.jspecify.annotations.Nullable;

/**
 * Whether two schemas say the same, whoever implements them and though they may contain themselves:
 * two schemas under comparison are taken to be equal until a difference is found.
 */
final class SchemaEquality {

  private final IdentityHashMap<Schema, Set<Schema>> compared = new IdentityHashMap<>();

  private SchemaEquality() {}

  /** Whether all is equal, with defaults, documentation and parameters. */
  static boolean same(@Nullable Schema one, @Nullable Schema other) {
    return new SchemaEquality().equal(one, other, false);
  }

  /** Whether all is equal, but that one may be optional where the other is required. */
  static boolean sameButOptional(Schema one, Schema other) {
    return new SchemaEquality().equal(one, other, true);
  }

  private boolean equal(@Nullable Schema one, @Nullable Schema other, boolean anyOptional) {
    if (one == other) {
      return true;
    }
    if (one == null || other == null || one.type() != other.type()) {
      return false;
    }
    if (!anyOptional) {
      if (one.isOptional() != other.isOptional()) {
        return false;
      }
      Set<Schema> already =
          compared.computeIfAbsent(one, key -> Collections.newSetFromMap(new IdentityHashMap<>()));
      if (!already.add(other)) {
        return true;
      }
    }
    return Objects.equals(one.name(), other.name())
        && Objects.equals(one.version(), other.version())
        && Objects.equals(one.doc(), other.doc())
        && Objects.equals(one.parameters(), other.parameters())
        && parts(one, other)
        && ValueEquality.same(one.defaultValue(), other.defaultValue());
  }

  private boolean parts(Schema one, Schema other) {
    return switch (one.type()) {
      case STRUCT -> fields(one.fields(), other.fields());
      case MAP ->
          equal(one.keySchema(), other.keySchema(), false)
              && equal(one.valueSchema(), other.valueSchema(), false);
      case ARRAY -> equal(one.valueSchema(), other.valueSchema(), false);
      default -> true;
    };
  }

  private boolean fields(List<Field> one, List<Field> other) {
    if (one.size() != other.size()) {
      return false;
    }
    for (int i = 0; i < one.size(); i++) {
      Field left = one.get(i);
      Field right = other.get(i);
      if (!left.name().equals(right.name()) || !equal(left.schema(), right.schema(), false)) {
        return false;
      }
    }
    return true;
  }
}
