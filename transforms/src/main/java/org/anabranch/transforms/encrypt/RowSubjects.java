package org.anabranch.transforms.encrypt;

import java.math.BigDecimal;
import java.util.Iterator;
import java.util.Objects;
import org.anabranch.records.path.FieldPath;
import org.anabranch.records.view.RecordView;
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
   * @return null where the row has none
   * @throws DataException where it can be no subject; tells no value
   */
  static @Nullable String find(Object row, FieldPath field) {
    Iterator<?> values = field.values(Objects.requireNonNull(RecordViews.of(row))).iterator();
    Object value = values.hasNext() ? values.next() : null;
    if (value == null) {
      return null;
    }
    if (FieldSealer.ciphertext(value) != null) {
      throw new DataException(
          ("%s names the field '%s', which is encrypted already. Forgetting the subject would then"
                  + " do nothing, as nobody knows it by that name: put this transform in front of"
                  + " the one that encrypts the field")
              .formatted(FieldOptions.SUBJECT, field));
    }
    if (value instanceof String text) {
      return text.isEmpty() ? null : text;
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
        "%s names the field '%s', which holds a %s. A subject is a text or a number"
            .formatted(FieldOptions.SUBJECT, field, value.getClass().getSimpleName()));
  }

  /** Whether a path begins at a column of a key, or may. */
  static boolean inKey(FieldPath field, RecordView key) {
    String column = field.column();
    return column == null || key.has(column);
  }

  /**
   * The subject of a row that must have one.
   *
   * @param field null where rows have no subject
   * @param bareKey the key, where the row holds nothing else; what stands in its other columns was
   *     put there for nothing, and is no subject
   * @param instead another row whose subject it is where this one has none; null where there is
   *     none
   * @return null where rows have none
   * @throws DataException where the row has none; tells no value
   */
  static @Nullable String of(
      Object row,
      @Nullable RecordView bareKey,
      @Nullable FieldPath field,
      @Nullable Object instead) {
    if (field == null) {
      return null;
    }
    String own = bareKey != null && !inKey(field, bareKey) ? null : find(row, field);
    String subject = own == null && instead != null ? find(instead, field) : own;
    if (subject == null) {
      throw new DataException(
          ("%s names the field '%s', and the row has nothing there, so nobody knows whose it is. If"
                  + " it is the row before a change: PostgreSQL writes it whole only with REPLICA"
                  + " IDENTITY FULL")
              .formatted(FieldOptions.SUBJECT, field));
    }
    return subject;
  }
}
