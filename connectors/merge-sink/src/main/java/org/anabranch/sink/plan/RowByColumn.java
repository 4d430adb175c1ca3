package org.anabranch.sink.plan;

import java.util.Collection;
import java.util.IdentityHashMap;
import org.anabranch.model.change.Change;
import org.anabranch.model.change.ChangeKind;
import org.anabranch.model.change.Operation;
import org.anabranch.model.merge.KeyVersion;
import org.anabranch.model.merge.Outcome;
import org.anabranch.model.version.ChangeId;
import org.anabranch.model.version.Origin;
import org.anabranch.model.version.VersionVector;
import org.anabranch.sink.column.ColumnTexts;
import org.anabranch.sink.column.DeletePolicy;
import org.anabranch.sink.column.KeyColumns;
import org.anabranch.sink.column.KeyColumns.Rival;
import org.anabranch.sink.column.RowColumns;
import org.anabranch.sink.column.RowColumnsBytes;
import org.anabranch.sink.column.RowPresence.Answer;
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
    REPLACED,
    /** From beside the table, and written to. */
    PUT_BACK,
    /** As one change has it, though others were merged that may not be shown. */
    IMAGED
  }

  private static final ToldColumns NONE = new ToldColumns(null, null);

  private final Origin own;
  private final TableColumns table;
  private final KeyColumns columns;
  private final DeletePolicy deletes;
  private final VersionRow start;
  private final IdentityHashMap<Arrival, ToldColumns> texts;
  private final AlteredColumns altered;
  private ColumnTexts alteredImage = ColumnTexts.NONE;
  private Ending ending = Ending.LEFT;
  private @Nullable Arrival restoring;
  private boolean asLeft;
  private boolean absent;
  private boolean moved;
  private RowColumns ended;

  /**
   * @param texts the columns of the batch's arrivals, those of other keys included
   * @param stable what every member has acknowledged
   * @param altered the columns that arrive altered
   */
  RowByColumn(
      Origin own,
      TableColumns table,
      VersionRow start,
      IdentityHashMap<Arrival, ToldColumns> texts,
      VersionVector stable,
      AlteredColumns altered) {
    this.own = own;
    this.table = table;
    this.columns = new KeyColumns(table, start.columns(), stable);
    this.deletes = table.deletes();
    this.start = start;
    this.ended = start.columns();
    this.texts = texts;
    this.altered = altered;
  }

  /** Merges a change; answers whose writes and its own exclude each other. */
  Collection<Rival> merge(Arrival arrival) {
    ToldColumns told = texts(arrival);
    boolean refused = arrival.refusal() != null;
    ColumnTexts image = told.after();
    if (image != null && !refused && !isOwn(arrival)) {
      alteredImage = alteredImage.with(image.only(table.whole(altered.of(arrival.change()))));
    }
    return columns.merge(arrival.change(), isOwn(arrival), told.before(), told.after(), refused);
  }

  /**
   * What becomes of a change where stubs came: while they hide the row, the highest of them is its
   * winner, whatever the stamps are, and who shows it again takes their place.
   *
   * @param met what the change meets
   * @param outcome what it would be by the stamps alone
   */
  Outcome withStubs(KeyVersion met, Arrival arrival, Outcome outcome) {
    Change change = arrival.change();
    if (change.kind() != ChangeKind.CHANGE && change.kind() != ChangeKind.STUB) {
      return outcome;
    }
    boolean hid = columns.hides();
    boolean there = !hid && !met.deleted();
    boolean whole = there || change.deletes() || table.isWholeWithout(change.columns().unchanged());
    columns.meet(change, arrival.refusal() == null ? whole : !hid);
    restoring = hid && !columns.hides() ? arrival : restoring;
    VersionVector vector = outcome.version().vector();
    ChangeId stub = columns.stub();
    if (stub != null && columns.hides()) {
      KeyVersion hidden = new KeyVersion(vector, stub, stub.stamp(), true);
      if (stub.equals(change.id())) {
        return new Outcome.Supersedes(hidden);
      }
      return arrival.refusal() == null
          ? new Outcome.AlreadyMerged(hidden)
          : new Outcome.Yields(hidden, stub);
    }
    return hid
        ? new Outcome.Supersedes(
            new KeyVersion(vector, change.id(), change.sequence(), change.deletes()))
        : outcome;
  }

  /** Whether the row may not be shown, since changes of it were withheld. */
  boolean hides() {
    return columns.hides();
  }

  /**
   * Whether the table's policy says otherwise than the last writer: of a change that wins, that it
   * is not what the row is to show; of one that does not, that by it there is a row now, or none.
   */
  boolean overrules(Change change, Outcome outcome) {
    if (!decides(change)) {
      return false;
    }
    Answer after = columns.presenceWith(change);
    boolean effective = after == (change.deletes() ? Answer.NONE : Answer.ROW);
    boolean wins = outcome instanceof Outcome.Supersedes || outcome instanceof Outcome.Prevails;
    return wins ? !effective : effective && after != columns.presence();
  }

  /** Whether anything but the last writer says whether there is a row. */
  boolean byPolicy() {
    return deletes.overrules();
  }

  private boolean decides(Change change) {
    return deletes.overrules() && change.kind() == ChangeKind.CHANGE && !columns.hides();
  }

  /**
   * Whether a change of this region deleted a row that is to be there: it is made again where it is
   * missing, of what it was and of what others did to it.
   */
  boolean revives(Change change, Outcome outcome) {
    return decides(change)
        && change.deletes()
        && change.id().origin().equals(own)
        && !(outcome instanceof Outcome.AlreadyMerged)
        && columns.presenceWith(change) == Answer.ROW;
  }

  /** What a row is made of that a change of this region deleted. */
  ColumnTexts revive(Arrival deleting) {
    ending = Ending.REPLACED;
    ColumnTexts made = columns.make(texts(deleting).before(), deleting.change().seen());
    return table.raised(made, ColumnTexts.NONE);
  }

  /** The version once a change is merged, with the policy's word on whether there is a row. */
  KeyVersion decided(Change change, KeyVersion merged) {
    return decides(change)
        ? new KeyVersion(
            merged.vector(),
            merged.winner(),
            merged.sequence(),
            columns.presenceWith(change) == Answer.NONE)
        : merged;
  }

  /** Whether, of two changes that are in conflict, the first is what was decided for. */
  boolean prevails(ChangeId one, ChangeId other) {
    boolean deletesOne = columns.deleted(one);
    boolean decided =
        deletes.overrules()
            && columns.isLast(one)
            && columns.isLast(other)
            && deletesOne != columns.deleted(other);
    return decided ? deletesOne == (deletes == DeletePolicy.DELETE_WINS) : one.compareTo(other) > 0;
  }

  /** Whether what a delete takes away is lost, or the delete is. */
  boolean isDecisive(ChangeId delete, @Nullable ChangeId winner) {
    return deletes.overrules() ? columns.isLast(delete) : delete.equals(winner);
  }

  /** The own region's row was there before anything was captured. */
  void found() {
    columns.found(own);
  }

  /**
   * A row of a first snapshot.
   *
   * @param shown whether the row holds it already
   */
  void began(Arrival arrival, boolean shown) {
    columns.began(arrival.change(), texts(arrival).after(), shown);
  }

  private ToldColumns texts(Arrival arrival) {
    return texts.getOrDefault(arrival, NONE);
  }

  private boolean isOwn(Arrival arrival) {
    return arrival.change().id().origin().equals(own);
  }

  boolean pending() {
    return columns.pending() || begins();
  }

  /**
   * Whether a change and the version that it meets exclude each other as whole rows: one of them is
   * to be gone, or was there before anything was captured and does not count any more.
   */
  boolean asRow(Change change, KeyVersion met) {
    boolean first = met.winner() != null && met.winner().stamp().isZero();
    if (decides(change) && met.winner() != null && !first) {
      // Each pair that excludes each other is told of when the columns are merged.
      return false;
    }
    return met.deleted()
        || change.deletes()
        || change.kind() == ChangeKind.SNAPSHOT
        || (first && change.operation() == Operation.CREATE);
  }

  /**
   * What is written.
   *
   * @param row what would be, if rows were merged as a whole
   * @param winner the change that the row is to show; null where it shows it, or shows none
   * @param found the row as it is locked
   * @param shown whether what the key is merged to may be shown; where that is no row, one that is
   *     there is an application's that is on its way, and is told what has been merged
   */
  ColumnTexts write(Write row, @Nullable Arrival winner, RowState found, boolean shown) {
    ColumnTexts written = written(row, winner, found, shown);
    boolean anew = found.exists() && replaced() && row != Write.DELETE;
    return table.raised(
        anew ? table.replacing(found.columns(), written) : written, found.columns());
  }

  private ColumnTexts written(Write row, @Nullable Arrival winner, RowState found, boolean shown) {
    asLeft = start.written() != null && found.writer() == start.written().writer();
    if (row == Write.DELETE && !shown && !found.exists() && !anewHere()) {
      // What lies beside the table is as it was.
      return ColumnTexts.NONE;
    }
    if (row == Write.DELETE) {
      if (found.exists() && !columns.hides()) {
        columns.held(found.columns(), own);
      }
      ending = shown ? Ending.REPLACED : Ending.IMAGED;
      absent = true;
      return ColumnTexts.NONE;
    }
    absent = !found.exists();
    boolean alive = found.exists() ? shown : winner != null && row != Write.NOTHING;
    if (alive) {
      columns.present();
    }
    ColumnTexts began = columns.beginning();
    if (began != null && alive) {
      ending = Ending.REPLACED;
      return columns.make(began, VersionVector.EMPTY);
    }
    ColumnTexts image = winner == null ? null : texts(winner).after();
    if (image != null && alive && !found.exists() && !shown) {
      ending = Ending.IMAGED;
      return table.shared(image);
    }
    Arrival again = restoring;
    if (again != null && columns.restored() && alive && winner != null && !isOwn(winner)) {
      ending = Ending.REPLACED;
      return columns.make(texts(again).after(), again.change().seen());
    }
    if (winner != null && alive && !found.exists()) {
      ending = Ending.REPLACED;
      return columns.make(image, winner.change().seen());
    }
    if (!found.exists() || !shown) {
      return ColumnTexts.NONE;
    }
    ColumnTexts written = columns.update(found.columns(), image(winner));
    ending = written.isEmpty() ? Ending.LEFT : Ending.UPDATED;
    return written;
  }

  /**
   * What columns hold of which nothing is in flight: as another region found a row to be, of which
   * it says no more, and columns as they arrive now, that have arrived altered once.
   */
  private @Nullable ColumnTexts image(@Nullable Arrival winner) {
    ColumnTexts read =
        winner == null || isOwn(winner) || winner.change().operation() != Operation.READ
            ? null
            : texts(winner).after();
    if (read != null) {
      return alteredImage.with(read);
    }
    return alteredImage.isEmpty() ? null : alteredImage;
  }

  /** What is written is kept beside the table, and there is no row. */
  void park() {
    moved = true;
  }

  /** Whether an application has made the row anew, or deleted it: what lies beside is not it. */
  boolean anewHere() {
    return columns.anewHere();
  }

  /** Whether the row is shown to have begun otherwise, and has to be made anew. */
  boolean begins() {
    return columns.beginning() != null;
  }

  /**
   * What the row holds that lies beside the table and stays there, made anew.
   *
   * @param held what it holds there
   */
  ColumnTexts beginBeside(ColumnTexts held) {
    moved = true;
    ending = Ending.REPLACED;
    ColumnTexts made = columns.make(columns.beginning(), VersionVector.EMPTY);
    return held.with(table.raised(table.replacing(held, made), held));
  }

  /**
   * What is written where the row lies beside the table: all of it.
   *
   * @param held what it holds there
   */
  ColumnTexts putBack(Write row, @Nullable Arrival winner, ColumnTexts held, boolean shown) {
    moved = true;
    ColumnTexts written = write(row, winner, new RowState(true, 0, null, false, held), shown);
    ending = ending == Ending.REPLACED || ending == Ending.IMAGED ? ending : Ending.PUT_BACK;
    return held.with(written);
  }

  /** Whether the row is made, not only written in some columns. */
  boolean replaced() {
    return ending == Ending.REPLACED || ending == Ending.IMAGED;
  }

  /**
   * The sink's last write of the row. One of some columns is none: the rest may be an application's
   * that is on its way; but the row goes on being as the sink left it, if it was.
   */
  @Nullable SinkWrite lastWrite(@Nullable SinkWrite written) {
    SinkWrite before = start.written();
    if (moved && written != null) {
      return written;
    }
    if (written == null || before == null || ending != Ending.UPDATED) {
      return written == null || ending == Ending.UPDATED ? before : written;
    }
    return asLeft ? new SinkWrite(before.position(), written.writer(), before.deleted()) : before;
  }

  /**
   * What is in flight of the columns.
   *
   * @param goneBy the delete by which there is to be no row; null where there is to be one. Whether
   *     there is none, only a row that was looked for tells
   */
  RowColumns result(@Nullable SinkWrite written, @Nullable ChangeId goneBy) {
    if (goneBy != null && absent) {
      columns.gone(goneBy.origin());
    }
    ended = written == null ? columns.result() : result(written.position());
    return ended;
  }

  private RowColumns result(long position) {
    return switch (ending) {
      case LEFT -> columns.result();
      case UPDATED -> columns.updated(position);
      case REPLACED -> columns.replaced(position);
      case PUT_BACK -> columns.putBack(position);
      case IMAGED -> columns.imaged(position);
    };
  }

  /** How many bytes of the version row what is in flight of the columns takes. */
  int stateBytes() {
    byte[] bytes = RowColumnsBytes.write(ended);
    return bytes == null ? 0 : bytes.length;
  }
}
