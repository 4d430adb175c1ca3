package org.anabranch.sink.plan;

import java.util.Collection;
import java.util.IdentityHashMap;
import org.anabranch.model.change.Change;
import org.anabranch.model.change.ChangeKind;
import org.anabranch.model.change.Operation;
import org.anabranch.model.version.ChangeId;
import org.anabranch.model.version.Origin;
import org.anabranch.model.version.VersionVector;
import org.anabranch.sink.column.ColumnTexts;
import org.anabranch.sink.column.KeyColumns;
import org.anabranch.sink.column.RowColumns;
import org.anabranch.sink.column.TableColumns;
import org.anabranch.sink.plan.KeyMerge.Write;
import org.anabranch.sink.store.Arrival;
import org.anabranch.sink.store.Statement.RowState;
import org.anabranch.sink.store.Statement.ToldColumns;
import org.anabranch.sink.store.VersionRow;
import org.anabranch.sink.store.VersionRow.SinkWrite;
import org.jspecify.annotations.Nullable;

/**
 * The row of a key whose columns are merged by themselves. Which change wins still says whether
 * there is a row; what it holds the columns say, whoever wins. A row that is there is written
 * relatively to what it holds, and only where a column is to change.
 */
final class RowByColumn {

  /** What the row was made into. */
  private enum Ending {
    LEFT,
    UPDATED,
    REPLACED
  }

  private static final ToldColumns NONE = new ToldColumns(null, null);

  private final Origin own;
  private final KeyColumns columns;
  private final VersionRow start;
  private final IdentityHashMap<Arrival, ToldColumns> texts;
  private Ending ending = Ending.LEFT;
  private boolean asLeft;

  /**
   * @param texts the columns of the batch's arrivals, those of other keys included
   */
  RowByColumn(
      Origin own,
      TableColumns table,
      VersionRow start,
      IdentityHashMap<Arrival, ToldColumns> texts) {
    this.own = own;
    this.columns = new KeyColumns(table, start.columns());
    this.start = start;
    this.texts = texts;
  }

  /** Merges a change; answers whose writes and its own exclude each other. */
  Collection<ChangeId> merge(Arrival arrival) {
    ToldColumns told = texts(arrival);
    return columns.merge(arrival.change(), isOwn(arrival), told.before(), told.after());
  }

  private ToldColumns texts(Arrival arrival) {
    return texts.getOrDefault(arrival, NONE);
  }

  private boolean isOwn(Arrival arrival) {
    return arrival.change().id().origin().equals(own);
  }

  boolean pending() {
    return columns.pending();
  }

  /** Whether a change that wins against another is told of as a conflict of whole rows. */
  static boolean asRow(Change change, boolean deleted) {
    return deleted || change.deletes() || change.kind() == ChangeKind.SNAPSHOT;
  }

  /**
   * What is written.
   *
   * @param row what would be, if rows were merged as a whole
   * @param winner the change that the row is to show; null where it shows it, or shows none
   * @param found the row as it is locked
   * @param shown whether what the key is merged to is a row that may be shown
   */
  ColumnTexts write(Write row, @Nullable Arrival winner, RowState found, boolean shown) {
    asLeft = start.written() != null && found.writer() == start.written().writer();
    if (row == Write.DELETE) {
      ending = Ending.REPLACED;
      return ColumnTexts.NONE;
    }
    boolean first = winner != null && winner.change().kind() == ChangeKind.SNAPSHOT;
    if (winner != null && row != Write.NOTHING && (first || !found.exists())) {
      ending = Ending.REPLACED;
      VersionVector seen = first ? VersionVector.EMPTY : winner.change().seen();
      return columns.make(texts(winner).after(), seen);
    }
    if (!found.exists() || !shown) {
      return ColumnTexts.NONE;
    }
    ColumnTexts written = columns.update(found.columns(), readAgain(winner));
    ending = written.isEmpty() ? Ending.LEFT : Ending.UPDATED;
    return written;
  }

  /** What another region found a row to be, of which it says no more. */
  private @Nullable ColumnTexts readAgain(@Nullable Arrival winner) {
    return winner == null || isOwn(winner) || winner.change().operation() != Operation.READ
        ? null
        : texts(winner).after();
  }

  /** Whether the row is written as a whole, not only in some columns. */
  boolean replaced() {
    return ending == Ending.REPLACED;
  }

  /**
   * The sink's last write of the row. One of some columns is none: the rest may be an application's
   * that is on its way; but the row goes on being as the sink left it, if it was.
   */
  @Nullable SinkWrite lastWrite(@Nullable SinkWrite written) {
    SinkWrite before = start.written();
    if (written == null || before == null || ending != Ending.UPDATED) {
      return written == null || ending == Ending.UPDATED ? before : written;
    }
    return asLeft ? new SinkWrite(before.position(), written.writer(), before.deleted()) : before;
  }

  /** What is in flight of the columns. */
  RowColumns result(@Nullable SinkWrite written) {
    if (written == null || ending == Ending.LEFT) {
      return columns.result();
    }
    return ending == Ending.UPDATED
        ? columns.updated(written.position())
        : columns.replaced(written.position());
  }
}
