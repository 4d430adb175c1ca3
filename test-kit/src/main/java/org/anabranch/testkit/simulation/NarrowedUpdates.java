package org.anabranch.testkit.simulation;

import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.anabranch.model.change.Change;
import org.anabranch.model.change.ChangeKind;
import org.anabranch.model.change.ColumnMarks;
import org.anabranch.model.change.Operation;
import org.anabranch.sink.column.ColumnTexts;

/**
 * What OnlyChanges does to records of a table that is merged by column: an update goes without the
 * registers that it leaves alone, in both images, and names them; one that changes nothing goes
 * whole. The other columns may not be NULL, so they stay.
 */
final class NarrowedUpdates {

  private static final Set<String> REGISTERS = Set.of("q", "r");

  /** NULL, as rows are told. */
  private static final String NULL = "-";

  private NarrowedUpdates() {}

  /** The message as it travels. */
  static Message of(Message message) {
    Change change = message.change();
    String before = message.before();
    String after = message.value();
    if (change.kind() != ChangeKind.CHANGE
        || change.operation() != Operation.UPDATE
        || before == null
        || after == null) {
      return message;
    }
    ColumnTexts was = ColumnRow.read(before);
    ColumnTexts is = ColumnRow.read(after);
    Set<String> alone = new TreeSet<>(REGISTERS);
    alone.removeIf(column -> !Objects.equals(was.text(column), is.text(column)));
    return alone.isEmpty() || was.equals(is)
        ? message
        : message.with(
            new ColumnMarks(Set.of(), alone, Set.of(), Set.of()),
            ResidentRow.without(before, alone),
            ResidentRow.without(after, alone));
  }

  /** A row as it is inserted: a column that nobody gave is NULL. */
  static String whole(String row) {
    ColumnTexts given = ColumnRow.read(row);
    ColumnTexts.Builder missing = new ColumnTexts.Builder();
    REGISTERS.stream()
        .filter(column -> !given.has(column))
        .forEach(column -> missing.with(column, NULL));
    return ColumnRow.written(row, missing.build());
  }
}
