package org.anabranch.testkit.simulation;

import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.anabranch.model.change.Change;
import org.anabranch.model.change.ChangeKind;
import org.anabranch.model.change.ColumnMarks;
import org.anabranch.model.version.Origin;
import org.anabranch.sink.column.ColumnTexts;
import org.anabranch.sink.store.Arrival;
import org.anabranch.testkit.simulation.Residency.Alteration;
import org.jspecify.annotations.Nullable;

/**
 * What happens to records on their way to another region: rows are judged before and after a
 * change; of what may not pass a stub is left, and columns are masked or removed in both images.
 */
record ResidencyFilter(Residency residency, Origin destination) {

  /** Whether a region may not see a change. */
  boolean withholds(Message message) {
    Change change = message.change();
    return isRowOfAnother(change)
        && residency.forbids(destination, change.deletes() ? message.before() : message.value());
  }

  /** A record as it arrives. */
  Arrival pass(Message message, int offset) {
    if (!isRowOfAnother(message.change())) {
      return message.arrival(offset);
    }
    if (withholds(message)) {
      return message.stub(offset);
    }
    String before = message.before();
    String after = message.value();
    if (before != null && after != null && residency.forbids(destination, before)) {
      // Nothing of a row that may not be there goes there, but what it is to hold now.
      before = ResidentRow.without(before, unequal(before, after));
    }
    return message.with(marks(message), altered(before), altered(after)).arrival(offset);
  }

  private ColumnMarks marks(Message message) {
    ColumnMarks marks = message.change().columns();
    Set<String> withheld = new TreeSet<>(marks.withheld());
    Set<String> altered = new TreeSet<>(marks.altered());
    residency
        .altered(destination)
        .forEach((column, how) -> (how == Alteration.MASKED ? altered : withheld).add(column));
    altered.removeIf(column -> ResidentRow.text(message.value(), column) == null);
    return new ColumnMarks(withheld, marks.unchanged(), marks.reselected(), altered);
  }

  private boolean isRowOfAnother(Change change) {
    return change.kind() == ChangeKind.CHANGE
        && change.key() != null
        && !change.id().origin().equals(destination);
  }

  private static Set<String> unequal(String before, String after) {
    Set<String> unequal = new TreeSet<>(ResidentRow.COLUMNS);
    unequal.removeIf(
        column ->
            Objects.equals(ResidentRow.text(before, column), ResidentRow.text(after, column)));
    return unequal;
  }

  private @Nullable String altered(@Nullable String row) {
    if (row == null) {
      return null;
    }
    Set<String> removed = new TreeSet<>();
    ColumnTexts.Builder masked = new ColumnTexts.Builder();
    residency
        .altered(destination)
        .forEach(
            (column, how) -> {
              if (how == Alteration.REMOVED) {
                removed.add(column);
              } else if (ResidentRow.text(row, column) != null) {
                masked.with(column, Residency.MASK);
              }
            });
    return ResidentRow.without(ColumnRow.written(row, masked.build()), removed);
  }
}
