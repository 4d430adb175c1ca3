package org.anabranch.sink.plan;

import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.anabranch.model.change.Change;
import org.anabranch.model.change.ColumnMarks;
import org.anabranch.model.change.TableName;
import org.anabranch.model.version.Origin;
import org.anabranch.sink.plan.Step.Ask;
import org.anabranch.sink.store.AlteredColumn;
import org.anabranch.sink.store.Arrival;
import org.anabranch.sink.store.Statement.RememberAltered;

/**
 * The columns that arrive removed, masked or encrypted: those that were known before a batch, and
 * those that its changes tell of. Whoever is told of one is told of it for good, since the rows
 * that hold altered values stay.
 */
final class AlteredColumns {

  private record Feed(Origin origin, TableName table) {}

  /** No column was ever altered. */
  static final AlteredColumns NONE = new AlteredColumns(Set.of(), List.of());

  private final Map<Feed, Set<String>> columns = new HashMap<>();
  private final TreeSet<AlteredColumn> learned = new TreeSet<>();

  /**
   * Those of a batch.
   *
   * @param known what was kept before
   */
  AlteredColumns(Set<AlteredColumn> known, Collection<Arrival> batch) {
    known.forEach(this::add);
    for (Arrival arrival : batch) {
      ColumnMarks marks = arrival.change().columns();
      if (arrival.refusal() == null && !marks.equals(ColumnMarks.NONE)) {
        Stream.concat(marks.withheld().stream(), marks.altered().stream())
            .map(column -> named(arrival.change(), column))
            .filter(column -> !known.contains(column))
            .forEach(learned::add);
      }
    }
    learned.forEach(this::add);
  }

  private static AlteredColumn named(Change change, String column) {
    return new AlteredColumn(change.id().origin(), change.table(), column);
  }

  private void add(AlteredColumn column) {
    columns
        .computeIfAbsent(new Feed(column.origin(), column.table()), stream -> new HashSet<>())
        .add(column.column());
  }

  /** Of the columns of a change, those that arrive altered, or did once. */
  Set<String> of(Change change) {
    return columns.isEmpty()
        ? Set.of()
        : columns.getOrDefault(new Feed(change.id().origin(), change.table()), Set.of());
  }

  /** What the batch tells that was not known. */
  Set<AlteredColumn> learned() {
    return learned;
  }

  /** Keeps what is new, as the last that the transaction does: others may wait for it. */
  Step remember(Supplier<Step> then) {
    return learned.isEmpty()
        ? then.get()
        : new Ask<>(new RememberAltered(List.copyOf(learned)), count -> then.get());
  }
}
