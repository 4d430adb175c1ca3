package org.anabranch.transforms.expiry;

import java.time.Instant;
import org.anabranch.records.path.FieldPath;
import org.jspecify.annotations.Nullable;

/**
 * When rows expire by what is in them: {@code expires_at}, {@code created_at+30d}, {@code
 * created_at+ttl}, and {@code +ttl} for a length of time since the change was committed.
 *
 * @param start null for the commit
 * @param length null for none
 * @param fixed what is added to the start where no field says how much
 */
record FieldExpiry(@Nullable SoughtField start, @Nullable SoughtField length, Lifetime fixed) {

  /**
   * Reads one.
   *
   * @throws IllegalArgumentException where it is none; says why
   */
  static FieldExpiry parse(String text) {
    int plus = plus(text);
    String start = (plus < 0 ? text : text.substring(0, plus)).strip();
    String length = plus < 0 ? null : text.substring(plus + 1).strip();
    SoughtField from = start.isEmpty() ? null : field(start);
    if (length == null) {
      if (from == null) {
        throw new IllegalArgumentException("names no field");
      }
      return new FieldExpiry(from, null, Lifetime.NONE);
    }
    return Lifetime.is(length)
        ? new FieldExpiry(from, null, Lifetime.parse(length))
        : new FieldExpiry(from, field(length), Lifetime.NONE);
  }

  /** The place of the plus outside of quotes. */
  private static int plus(String text) {
    boolean quoted = false;
    for (int i = 0; i < text.length(); i++) {
      char at = text.charAt(i);
      quoted ^= at == '\'';
      if (at == '+' && !quoted) {
        return i;
      }
    }
    return -1;
  }

  private static SoughtField field(String path) {
    return new SoughtField(FieldPath.parse(path));
  }

  /** Whether one of its fields lies in a column. */
  boolean reads(String column) {
    return isOf(start, column) || isOf(length, column);
  }

  private static boolean isOf(@Nullable SoughtField field, String column) {
    return field != null && column.equals(field.column());
  }

  /**
   * When a row expires; null where a field of it is null, or where nobody knows when it was
   * committed.
   *
   * @param committed null where nobody knows
   * @throws UnreadableFieldException where a field is missing, or tells no time
   */
  @Nullable Instant of(Object row, @Nullable Instant committed, TimeValues times) {
    Instant from = start == null ? committed : moment(start, row, times);
    if (from == null) {
      return null;
    }
    Lifetime lives = length == null ? fixed : lifetime(length, row, times);
    return lives == null ? null : lives.after(from);
  }

  private static @Nullable Instant moment(SoughtField field, Object row, TimeValues times) {
    SoughtField.Found found = found(field, row);
    try {
      return found.value() == null ? null : times.moment(found.value(), found.schema());
    } catch (IllegalArgumentException e) {
      throw new UnreadableFieldException(field, String.valueOf(e.getMessage()));
    }
  }

  private static @Nullable Lifetime lifetime(SoughtField field, Object row, TimeValues times) {
    SoughtField.Found found = found(field, row);
    try {
      return found.value() == null ? null : times.lifetime(found.value(), found.schema());
    } catch (IllegalArgumentException e) {
      throw new UnreadableFieldException(field, String.valueOf(e.getMessage()));
    }
  }

  private static SoughtField.Found found(SoughtField field, Object row) {
    SoughtField.Found found = field.in(row);
    if (found.missing()) {
      throw new UnreadableFieldException(field, null);
    }
    return found;
  }
}
