package org.anabranch.transforms.encrypt;

import java.math.BigDecimal;
import java.util.Iterator;
import java.util.Objects;
import org.anabranch.records.path.FieldPath;
import org.anabranch.records.view.RecordViews;
import org.apache.kafka.connect.errors.DataException;
import org.jspecify.annotations.Nullable;

/** Finds out whose a row is. */
final class RowSubjects {

  private RowSubjects() {}

  /**
   * The subject of a row as text, the same whatever schema the row has: a number without trailing
   * zeros.
   *
   * @param field null where rows have no subject
   * @return null where rows have none
   * @throws DataException where this row must have one and has not; tells no value
   */
  static @Nullable String of(Object row, @Nullable FieldPath field) {
    if (field == null) {
      return null;
    }
    Iterator<?> values = field.values(Objects.requireNonNull(RecordViews.of(row))).iterator();
    Object value = values.hasNext() ? values.next() : null;
    if (value == null) {
      throw new DataException(
          "%s names the field '%s', and the row has none or NULL there, so nobody knows whose it is"
              .formatted(FieldOptions.SUBJECT, field));
    }
    if (value instanceof String text && !text.isEmpty()) {
      return text;
    }
    if (value instanceof BigDecimal number) {
      return number.signum() == 0 ? "0" : number.stripTrailingZeros().toPlainString();
    }
    if (value instanceof Long
        || value instanceof Integer
        || value instanceof Short
        || value instanceof Byte) {
      return value.toString();
    }
    throw new DataException(
        "%s names the field '%s', which holds %s. A subject is a text or a whole number"
            .formatted(
                FieldOptions.SUBJECT,
                field,
                value instanceof String ? "an empty text" : value.getClass().getSimpleName()));
  }
}
