package org.anabranch.testkit.simulation;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A part of a row that only one row of its table may have at a time, as behind a unique index: what
 * follows a {@code #} in its value. Most rows have none, as NULL is none.
 */
final class UniqueColumn {

  /** What came of an entry in the index. */
  enum Entry {
    DONE,
    /** Somebody is about to take or to leave what is wanted. */
    WAITS,
    /** Another row has it. */
    TAKEN
  }

  private static final List<String> VALUES = List.of("#1", "#2", "#1", "");

  private UniqueColumn() {}

  /** A value with a unique part, or with none. */
  static String drawn(String value, Choices choices) {
    return value + choices.pick(VALUES);
  }

  /** A value without its unique part. */
  static String plain(String value) {
    int at = value.indexOf('#');
    return at < 0 ? value : value.substring(0, at);
  }

  /** The unique part of a row, whatever it is merged by; null where it has none. */
  static @Nullable String of(@Nullable String value) {
    int at = value == null ? -1 : value.indexOf('#');
    if (value == null || at < 0) {
      return null;
    }
    int end = value.indexOf(ColumnRow.BETWEEN, at);
    return value.substring(at, end < 0 ? value.length() : end);
  }

  /** Does to the index what a row's change asks for; only where it is done anything has changed. */
  static Entry write(
      SimulatedTransaction transaction,
      RowKey key,
      @Nullable String before,
      @Nullable String after) {
    String left = of(before);
    String taken = of(after);
    if (taken != null && !taken.equals(left)) {
      RowAccess<RowKey> entry = entry(transaction, key, taken);
      if (!entry.awaitChanges()) {
        return Entry.WAITS;
      }
      RowKey holder = entry.currentValue();
      if (holder != null && !holder.equals(key)) {
        return Entry.TAKEN;
      }
      entry.write(key);
    }
    if (left != null && !left.equals(taken)) {
      entry(transaction, key, left).delete();
    }
    return Entry.DONE;
  }

  private static RowAccess<RowKey> entry(
      SimulatedTransaction transaction, RowKey key, String unique) {
    return new RowAccess<>(transaction, transaction.database().unique().at(key.table() + unique));
  }
}
