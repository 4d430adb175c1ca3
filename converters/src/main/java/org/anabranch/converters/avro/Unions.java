package org.anabranch.converters.avro;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.apache.avro.Schema;

/**
 * Unions. Of null and one type they make what is optional; others are structs with a field for each
 * branch, of which one holds the value.
 */
final class Unions {

  /** The name of such a struct. */
  static final String NAME = Properties.NAMESPACE + ".Union";

  private Unions() {}

  static boolean isNull(Schema branch) {
    return branch.getType() == Schema.Type.NULL;
  }

  static boolean hasNull(Schema union) {
    return union.getTypes().stream().anyMatch(Unions::isNull);
  }

  static List<Schema> valueBranches(Schema union) {
    return union.getTypes().stream().filter(branch -> !isNull(branch)).toList();
  }

  /** Whether this is null or a value of one type. */
  static boolean isOptional(Schema union) {
    return union.getTypes().size() == 2 && valueBranches(union).size() == 1;
  }

  /**
   * Whether a struct is a union and nothing more: as a union it has nowhere to say anything, and
   * one that has one branch and null would be taken for that branch's type.
   */
  static boolean isPlain(org.apache.kafka.connect.data.Schema struct) {
    int least = struct.isOptional() ? 2 : 1;
    return NAME.equals(struct.name())
        && struct.version() == null
        && struct.doc() == null
        && struct.parameters() == null
        && struct.defaultValue() == null
        && struct.fields().size() >= least
        && struct.fields().stream().allMatch(field -> isBranch(field.schema()));
  }

  /** Not so small numbers, in whose place Confluent's converter looks for integers. */
  private static boolean isBranch(org.apache.kafka.connect.data.Schema schema) {
    return schema.isOptional()
        && schema.defaultValue() == null
        && schema.type() != org.apache.kafka.connect.data.Schema.Type.INT8
        && schema.type() != org.apache.kafka.connect.data.Schema.Type.INT16;
  }

  /** Branches that are not null, those of the schema's own type first. */
  static List<Integer> candidates(
      org.apache.kafka.connect.data.Schema connect, List<Schema> branches) {
    List<Integer> own = new ArrayList<>();
    List<Integer> others = new ArrayList<>();
    for (int i = 0; i < branches.size(); i++) {
      if (!isNull(branches.get(i))) {
        (isOwn(connect, branches.get(i)) ? own : others).add(i);
      }
    }
    own.addAll(others);
    return own;
  }

  private static boolean isOwn(org.apache.kafka.connect.data.Schema connect, Schema branch) {
    String name = connect.name() == null ? ToAvro.NAMELESS : AvroNames.fullName(connect.name());
    return switch (connect.type()) {
      case INT8, INT16, INT32 -> branch.getType() == Schema.Type.INT;
      case INT64 -> branch.getType() == Schema.Type.LONG;
      case FLOAT32 -> branch.getType() == Schema.Type.FLOAT;
      case FLOAT64 -> branch.getType() == Schema.Type.DOUBLE;
      case BOOLEAN -> branch.getType() == Schema.Type.BOOLEAN;
      case STRING ->
          branch.getType() == (Enums.isEnum(connect) ? Schema.Type.ENUM : Schema.Type.STRING);
      case BYTES -> branch.getType() == Schema.Type.BYTES;
      case STRUCT -> branch.getType() == Schema.Type.RECORD && branch.getFullName().equals(name);
      case ARRAY, MAP -> true;
    };
  }

  /** The name of a branch's field: its type's. */
  static String fieldName(Schema branch) {
    return switch (branch.getType()) {
      case RECORD, ENUM, FIXED -> branch.getFullName();
      default -> branch.getType().getName().toLowerCase(Locale.ROOT);
    };
  }
}
