package org.anabranch.sink.plan;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.anabranch.model.change.Change;
import org.anabranch.model.change.ChangeKind;
import org.anabranch.model.change.Operation;
import org.anabranch.model.merge.KeyVersion;
import org.anabranch.model.merge.Merge;
import org.anabranch.model.merge.Outcome;
import org.anabranch.model.version.ChangeId;
import org.anabranch.model.version.Origin;
import org.anabranch.model.version.VersionVector;
import org.anabranch.sink.store.Arrival;
import org.anabranch.sink.store.Statement.RowState;
import org.anabranch.sink.store.VersionRow;
import org.anabranch.sink.store.VersionRow.SinkWrite;
import org.jspecify.annotations.Nullable;

/**
 * The merge of one key's changes within a batch (rules M1 to M3 and M6). Changes are folded in
 * their order; the row is written once, for the last winner.
 */
final class KeyMerge {

  /** A pair that had not seen each other; a side without an arrival is the row in the store. */
  record Clash(
      Arrival arrival,
      ChangeId winner,
      @Nullable Arrival winning,
      ChangeId loser,
      @Nullable Arrival losing) {

    boolean involvesStoredRow() {
      return winning == null || losing == null;
    }
  }

  /** What is to be done to the row. */
  enum Write {
    NOTHING,
    UPSERT,
    DELETE
  }

  private final Origin own;
  private final boolean ownUnread;
  private final LaneTruncates truncates;
  private final VersionRow start;
  private final @Nullable FoundRow found;
  private final List<Clash> clashes = new ArrayList<>();
  private final List<Arrival> refused = new ArrayList<>();
  private KeyVersion version;
  private @Nullable Arrival winner;
  private @Nullable Arrival lostToDelete;
  private @Nullable Arrival remembered;
  private boolean sameContent;
  private int superseded;
  private int alreadyMerged;

  /**
   * @param ownUnread whether nothing of the own stream of the key's lane was ever merged
   * @param found the row as found before the merge, where the merge depends on it; else null
   */
  KeyMerge(
      Origin own,
      boolean ownUnread,
      LaneTruncates truncates,
      VersionRow start,
      @Nullable FoundRow found) {
    this.own = own;
    this.ownUnread = ownUnread;
    this.truncates = truncates;
    this.start = start;
    this.found = found;
    this.version = start.version();
  }

  void merge(Arrival arrival, Merge strategy) {
    Change change = arrival.change();
    if (readsOurWrite(change)) {
      alreadyMerged++;
    } else if (arrival.refusal() != null) {
      pass(arrival);
    } else {
      Arrival before = truncates.before(arrival, version);
      if (before != null) {
        take(before, strategy.merge(version, before.change()));
        remembered = before;
      }
      take(arrival, strategy.merge(met(change), change));
    }
  }

  /**
   * What a change meets. A row that nobody merged is the own origin's first snapshot to another's
   * first snapshot; to a change it is not there: it is brought by the own stream, unless that has
   * not begun.
   */
  private KeyVersion met(Change change) {
    boolean unversioned =
        (change.kind() == ChangeKind.SNAPSHOT || (ownUnread && !isOwn(change)))
            && version.winner() == null
            && found != null
            && found.exists();
    return unversioned ? KeyVersion.unversioned(version.vector(), own) : version;
  }

  private void take(Arrival arrival, Outcome outcome) {
    if (outcome instanceof Outcome.AlreadyMerged) {
      alreadyMerged++;
    } else if (outcome instanceof Outcome.Supersedes) {
      win(arrival);
    } else if (outcome instanceof Outcome.Prevails prevails) {
      prevail(arrival, prevails.loser());
    } else if (outcome instanceof Outcome.Yields yields) {
      lose(arrival, yields.winner());
    }
    version = outcome.version();
  }

  private void win(Arrival arrival) {
    superseded += winner == null ? 0 : 1;
    winner = arrival;
    lostToDelete = null;
    sameContent = false;
  }

  /** An arrival wins against what it had not seen, of this batch or of the store. */
  private void prevail(Arrival arrival, ChangeId loser) {
    Arrival losing = winner;
    boolean alike = alike(arrival, losing);
    boolean shown = alike && (losing == null || sameContent);
    win(arrival);
    sameContent = shown;
    if (!alike) {
      clashes.add(new Clash(arrival, arrival.change().id(), arrival, loser, losing));
    }
  }

  private void lose(Arrival arrival, ChangeId winning) {
    superseded++;
    if (!alike(arrival, winner)) {
      clashes.add(new Clash(arrival, winning, winner, arrival.change().id(), arrival));
    }
    if (isOwn(arrival) && version.deleted()) {
      lostToDelete = arrival;
    }
  }

  /** Two rows that were filled alike before anything was captured are no conflict. */
  private boolean alike(Arrival arrival, @Nullable Arrival other) {
    boolean first = arrival.change().kind() == ChangeKind.SNAPSHOT;
    if (!first && (other != null || version.winner() != null)) {
      return false;
    }
    return other == null
        ? found != null && found.shows(arrival)
        : other.change().kind() == ChangeKind.SNAPSHOT && FoundRow.alike(arrival, other);
  }

  /** Rule M8: a change that cannot be applied is merged as far as later ones are concerned. */
  private void pass(Arrival arrival) {
    Change change = arrival.change();
    boolean snapshot = change.kind() == ChangeKind.SNAPSHOT;
    if (!snapshot && version.vector().covers(change.id())) {
      alreadyMerged++;
    } else {
      refused.add(arrival);
    }
    if (!snapshot) {
      VersionVector vector = version.vector().join(change.seen()).with(change.id());
      version = new KeyVersion(vector, version.winner(), version.sequence(), version.deleted());
    }
  }

  /** An own snapshot that was taken after the sink wrote the row has read the sink's write. */
  private boolean readsOurWrite(Change change) {
    SinkWrite written = start.written();
    return change.kind() == ChangeKind.SNAPSHOT
        && change.id().origin().equals(own)
        && written != null
        && change.position() > written.position();
  }

  /** Whether the row must be locked and read before {@link #write} can be answered. */
  boolean needsRow() {
    return found == null && (restores() || clashes.stream().anyMatch(Clash::involvesStoredRow));
  }

  /** Rule M4: what to do to the row, given how it was found if {@link #needsRow()}. */
  Write write(@Nullable RowState row) {
    Arrival winning = winner;
    if (winning == null) {
      return lostToDelete == null ? Write.NOTHING : Write.DELETE;
    }
    if (sameContent || (isOwn(winning) && !(restores() && asTheSinkLeftIt(row)))) {
      return Write.NOTHING;
    }
    return winning.change().deletes() || winning.change().kind() == ChangeKind.STUB
        ? Write.DELETE
        : Write.UPSERT;
  }

  /** Whether an own change won that the sink had written over. */
  boolean restores() {
    SinkWrite written = start.written();
    return winner != null && isOwn(winner) && written != null && mayBeBefore(winner, written);
  }

  /**
   * A row of a snapshot has the position of the snapshot, which does not contain transactions that
   * were open then, whatever position they had read.
   */
  private static boolean mayBeBefore(Arrival own, SinkWrite written) {
    return own.change().operation() == Operation.READ
        || own.change().position() <= written.position();
  }

  private boolean asTheSinkLeftIt(@Nullable RowState row) {
    SinkWrite written = start.written();
    if (row == null || written == null) {
      return false;
    }
    return row.exists() ? row.writer() == written.writer() : written.deleted();
  }

  private boolean isOwn(Arrival arrival) {
    return isOwn(arrival.change());
  }

  private boolean isOwn(Change change) {
    return change.id().origin().equals(own);
  }

  /** The change by whose key the row is named and from which it is written. */
  Arrival source() {
    Arrival source = winner != null ? winner : lostToDelete;
    if (source == null && !clashes.isEmpty()) {
      source = clashes.get(0).arrival();
    }
    return Objects.requireNonNull(source, "asked only where there is something to do");
  }

  VersionRow start() {
    return start;
  }

  /** The version row to write; the same as {@link #start()} where nothing changed. */
  VersionRow result(@Nullable SinkWrite written) {
    return new VersionRow(
        start.key(), version, start.hidden(), written == null ? start.written() : written);
  }

  /** The change of this batch that is the row now. */
  @Nullable Arrival applied() {
    return winner == null || winner.equals(remembered) ? null : winner;
  }

  List<Clash> clashes() {
    return clashes;
  }

  List<Arrival> refused() {
    return refused;
  }

  int superseded() {
    return superseded;
  }

  int alreadyMerged() {
    return alreadyMerged;
  }
}
