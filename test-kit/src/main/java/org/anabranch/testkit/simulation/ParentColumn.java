package org.anabranch.testkit.simulation;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A part of a row that refers to a row of another table, as a foreign key does: the number that
 * follows a {@code ^} in its value. A row without one refers to none, as NULL does.
 */
final class ParentColumn {

  /** What came of looking for the parent. */
  enum Parent {
    THERE,
    /** Somebody has it locked. */
    WAITS,
    MISSING
  }

  private ParentColumn() {}

  /** A value that refers to one of so many rows, or to none. */
  static String drawn(String value, int parents, Choices choices) {
    int number = choices.below(parents + 1);
    return number == parents ? value : value + "^" + number;
  }

  /** The key that a row refers to; null where it refers to none. */
  static @Nullable RowKey of(RowKey child, @Nullable String value, World world) {
    int at = value == null ? -1 : value.indexOf('^');
    if (value == null || at < 0 || !child.table().equals(world.childTable())) {
      return null;
    }
    int number = Integer.parseInt(value.substring(at + 1));
    return world.keys().stream()
        .filter(key -> key.number() == number && world.isParent(key))
        .findFirst()
        .orElseThrow();
  }

  /** Finds a parent and keeps it from being deleted until the transaction ends. */
  static Parent lock(SimulatedTransaction transaction, @Nullable RowKey parent) {
    if (parent == null) {
      return Parent.THERE;
    }
    RowAccess<String> row = new RowAccess<>(transaction, transaction.database().rows().at(parent));
    if (row.current() == null) {
      return Parent.MISSING;
    }
    return row.lockPlace() ? Parent.THERE : Parent.WAITS;
  }

  /** The rows that refer to one, as a statement of the transaction finds them. */
  static List<RowKey> children(SimulatedTransaction transaction, RowKey parent, World world) {
    return world.keys().stream()
        .filter(
            key -> {
              Slot.Tuple<String> row = transaction.database().rows().at(key).visibleTo(transaction);
              return row != null && parent.equals(of(key, row.value(), world));
            })
        .toList();
  }
}
