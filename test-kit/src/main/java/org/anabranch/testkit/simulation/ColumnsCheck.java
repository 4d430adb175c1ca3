package org.anabranch.testkit.simulation;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.anabranch.model.change.Change;
import org.anabranch.model.change.Operation;
import org.anabranch.model.version.ChangeId;
import org.anabranch.model.version.Origin;
import org.anabranch.model.version.Stamp;
import org.anabranch.model.version.VersionVector;
import org.anabranch.sink.column.ColumnTexts;
import org.jspecify.annotations.Nullable;

/**
 * What the columns of a row have to hold, by definition: from all changes together, whatever their
 * order was. Shares nothing with the merges.
 */
final class ColumnsCheck {

  private static final List<String> REGISTERS = List.of("q", "r");

  private final List<TrueChange> merged = new ArrayList<>();
  private boolean complete = true;

  ColumnsCheck(Oracle oracle, Origin region, RowKey key) {
    oracle.merged(region, key).changes().stream()
        .mapToObj(oracle.changes()::get)
        .forEach(this::add);
  }

  private void add(TrueChange change) {
    // Rows that were there before: what they held is nobody's change.
    complete &= !change.firstSnapshot() && !isReadAgain(change);
    if (change.stamped() != null && !change.firstSnapshot()) {
      merged.add(change);
    }
  }

  private static boolean isReadAgain(TrueChange change) {
    Change stamped = change.stamped();
    return stamped != null && stamped.operation() == Operation.READ;
  }

  /** What a row holds that should not, or lacks; null where it is as it has to be. */
  @Nullable String wrong(String row) {
    if (!complete) {
      return null;
    }
    ColumnTexts columns = ColumnRow.read(row);
    for (String register : REGISTERS) {
      TrueChange last = last(lastWrites(register));
      if (last != null && !Objects.equals(columns.text(register), text(last.value(), register))) {
        return register + " should be as of " + last + " " + last.id();
      }
    }
    if (!String.valueOf(sum()).equals(columns.text("n"))) {
      return "n should be " + sum();
    }
    if (!elements().equals(elements(columns))) {
      return "s should be " + elements();
    }
    if (!String.valueOf(highest()).equals(columns.text("m"))) {
      return "m should be " + highest();
    }
    ListsCheck lists = new ListsCheck(merged);
    if (!lists.entries(this::isTaken).equals(ColumnRow.entries(columns))) {
      return "h should be " + lists.entries(this::isTaken);
    }
    String document = lists.document(this::isTaken);
    return document.equals(columns.text("j")) ? null : "j should be " + document;
  }

  /**
   * The writes that were lost, each to another one of the same column; without those of which
   * somebody had seen both who wrote the row since.
   */
  Set<TrueChange> lost() {
    Set<TrueChange> lost = new HashSet<>();
    for (String register : REGISTERS) {
      List<TrueChange> writes = lastWrites(register);
      TrueChange last = last(writes);
      writes.stream()
          .filter(write -> last != null && write != last && !isSettled(write, last))
          .forEach(lost::add);
    }
    lost.addAll(new ListsCheck(merged).lost(this::isSettled));
    return lost;
  }

  private boolean isSettled(TrueChange one, TrueChange other) {
    return merged.stream()
        .filter(change -> change != one && change != other)
        .anyMatch(change -> change.hadApplied(one) && change.hadApplied(other));
  }

  private static @Nullable TrueChange last(List<TrueChange> writes) {
    return writes.stream().reduce((a, b) -> a.id().compareTo(b.id()) > 0 ? a : b).orElse(null);
  }

  private List<TrueChange> lastWrites(String register) {
    List<TrueChange> writes = merged.stream().filter(change -> writes(change, register)).toList();
    return writes.stream()
        .filter(write -> writes.stream().noneMatch(later -> past(later).covers(write.id())))
        .toList();
  }

  private static boolean writes(TrueChange change, String register) {
    return change.value() != null
        && !Objects.equals(text(change.before(), register), text(change.value(), register));
  }

  /** The register that may be unique; null where more than changes would have to be known. */
  @Nullable String unique() {
    TrueChange last = complete ? last(lastWrites("r")) : null;
    return last == null ? null : UniqueColumn.of(text(last.value(), "r"));
  }

  /** Whether changes alone tell what the row has to hold. */
  boolean complete() {
    return complete;
  }

  /** What the counter is; null where more than the merged changes would have to be known. */
  @Nullable Integer sumOfAll() {
    return complete && closed() ? sum() : null;
  }

  /** Whether whatever a merged change had seen is merged as well. */
  private boolean closed() {
    BitSet numbers = new BitSet();
    merged.forEach(change -> numbers.set(change.number()));
    for (TrueChange change : merged) {
      BitSet unknown = (BitSet) change.past().clone();
      unknown.andNot(numbers);
      unknown.clear(change.number());
      if (!unknown.isEmpty()) {
        return false;
      }
    }
    return true;
  }

  private int sum() {
    int sum = 0;
    for (TrueChange change : merged) {
      if (change.value() != null && !isTaken(change)) {
        sum += number(change.value(), "n") - number(change.before(), "n");
      }
    }
    return sum;
  }

  private int highest() {
    int highest = Integer.MIN_VALUE;
    for (TrueChange change : merged) {
      if (change.value() != null && !isTaken(change)) {
        highest = Math.max(highest, number(change.value(), "m"));
        highest = Math.max(highest, change.before() == null ? 0 : number(change.before(), "m"));
      }
    }
    return highest;
  }

  private Set<String> elements() {
    Set<String> live = new TreeSet<>();
    for (TrueChange change : merged) {
      Set<String> added = elements(change.value());
      added.removeAll(elements(change.before()));
      added.stream().filter(element -> !isRemoved(change, element)).forEach(live::add);
    }
    return live;
  }

  private boolean isRemoved(TrueChange adding, String element) {
    return isTaken(adding)
        || merged.stream()
            .filter(change -> elements(change.before()).contains(element))
            .filter(change -> !elements(change.value()).contains(element))
            .anyMatch(change -> past(change).covers(adding.id()));
  }

  /** Whether it is gone with a row that was deleted, or made anew, by who had seen it. */
  private boolean isTaken(TrueChange change) {
    return merged.stream()
        .filter(other -> other != change && (other.value() == null || other.before() == null))
        .anyMatch(other -> past(other).covers(change.id()));
  }

  /** What a change's origin had seen before it. */
  static VersionVector past(TrueChange change) {
    Change stamped = Objects.requireNonNull(change.stamped());
    ChangeId id = stamped.id();
    return stamped.context().lowered(id.origin(), new Stamp(id.stamp().bits() - 1));
  }

  private static Set<String> elements(@Nullable String row) {
    return row == null ? new TreeSet<>() : elements(ColumnRow.read(row));
  }

  private static Set<String> elements(ColumnTexts columns) {
    return new TreeSet<>(ColumnRow.elements(columns));
  }

  private static int number(@Nullable String row, String column) {
    return row == null ? 0 : Integer.parseInt(String.valueOf(text(row, column)));
  }

  private static @Nullable String text(@Nullable String row, String column) {
    return row == null ? null : ColumnRow.read(row).text(column);
  }
}
