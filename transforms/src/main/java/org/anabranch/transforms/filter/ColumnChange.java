package org.anabranch.transforms.filter;

import org.anabranch.transforms.mask.FieldType;
import org.anabranch.transforms.mask.Mask;
import org.anabranch.transforms.mask.Masks;
import org.anabranch.transforms.policy.Alteration;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.errors.DataException;
import org.jspecify.annotations.Nullable;

/** Makes values what a treatment says of them. No message tells a value. */
final class ColumnChange {

  private static final Mask REDACT = Masks.of("redact", null);

  private ColumnChange() {}

  /**
   * Fails where fields of a schema cannot be masked so.
   *
   * @throws DataException naming rule and field
   */
  static void check(Alteration.Masking masking, Schema schema) {
    check(masking, FieldType.of(schema));
  }

  private static void check(Alteration.Masking masking, FieldType type) {
    String misfit = masking.mask().misfit(type);
    if (misfit != null) {
      throw refused(masking, misfit);
    }
  }

  /**
   * A value's mask.
   *
   * @param schema checked before; null where the value has none
   * @throws DataException where it has none
   */
  static @Nullable Object masked(
      Alteration.Masking masking, @Nullable Object value, @Nullable Schema schema) {
    if (value == null) {
      return null;
    }
    FieldType type = schema == null ? FieldType.of(value) : FieldType.of(schema);
    if (schema == null) {
      check(masking, type);
    }
    try {
      return masking.mask().of(value, type);
    } catch (IllegalArgumentException e) {
      throw refused(masking, String.valueOf(e.getMessage()));
    }
  }

  private static DataException refused(Alteration.Masking masking, String why) {
    return new DataException(
        "The policy's rule '%s' cannot mask the field '%s' by %s: %s"
            .formatted(masking.rule(), masking.path(), masking.text(), why));
  }

  /** Whether something can stand for a column's values that may not go any more. */
  static boolean isClearable(Schema schema) {
    return schema.isOptional() || REDACT.misfit(FieldType.of(schema)) == null;
  }

  /**
   * What stands for a value that may not go any more: null where that is allowed.
   *
   * @throws DataException where nothing can
   */
  static @Nullable Object cleared(String column, @Nullable Object value, @Nullable Schema schema) {
    if (value == null || schema == null || schema.isOptional()) {
      return null;
    }
    FieldType type = FieldType.of(schema);
    String misfit = REDACT.misfit(type);
    if (misfit != null) {
      throw new DataException(
          ("The column '%s' may not go any more, is required, and %s. Let it be NULL, or withhold"
                  + " such rows")
              .formatted(column, misfit));
    }
    return REDACT.of(value, type);
  }
}
