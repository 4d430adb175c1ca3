package org.anabranch.sink.plan;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.anabranch.model.change.Change;
import org.anabranch.model.change.ChangeKind;
import org.anabranch.model.change.Lane;
import org.anabranch.model.merge.KeyVersion;
import org.anabranch.model.merge.Merge;
import org.anabranch.model.merge.Outcome;
import org.anabranch.model.version.ChangeId;
import org.anabranch.model.version.Origin;
import org.anabranch.model.version.Stamp;
import org.anabranch.model.version.VersionVector;
import org.anabranch.records.view.RecordView;
import org.anabranch.sink.column.ColumnTexts;
import org.anabranch.sink.column.EncryptedColumns;
import org.anabranch.sink.column.KeyColumns.Rival;
import org.anabranch.sink.column.RowColumns;
import org.anabranch.sink.store.Arrival;
import org.anabranch.sink.store.ParkedRow;
import org.anabranch.sink.store.Statement.RowState;
import org.anabranch.sink.store.VersionRow;
import org.anabranch.sink.store.VersionRow.SinkWrite;
import org.jspecify.annotations.Nullable;

/**
 * The merge of one key's changes within a batch (rules M1 to M3 and M6). Changes are folded in
 * their order; the row is written once, for the last winner.
 */
final class KeyMerge {

  /**
   * A pair that had not seen each other; a side without an arrival is the row in the store.
   *
   * @param storedSequence the place of the side without an arrival in its origin's stream
   */
  record Clash(
      Arrival arrival,
      ChangeId winner,
      @Nullable Arrival winning,
      ChangeId loser,
      @Nullable Arrival losing,
      Stamp storedSequence) {

    boolean involvesStoredRow() {
      return winning == null || losing == null;
    }
  }

  /** What is to be done to the row. */
  enum Write {
    NOTHING,
    UPSERT,
    DELETE,
    /** Insert a row that is missing, or leave it to whoever did. */
    RESTORE
  }

  /**
   * What is to be done to the row.
   *
   * @param columns what is written, of a table that is merged by column; null for what the change
   *     carries
   */
  record RowWrite(Write what, @Nullable ColumnTexts columns) {

    static final RowWrite NOTHING = new RowWrite(Write.NOTHING, null);
  }

  private final Origin own;
  private final LaneState lane;
  private final LaneTruncates truncates;
  private final VersionRow start;
  private final EncryptedColumns encrypted;
  private final @Nullable FoundRow found;
  private final @Nullable RowByColumn columns;
  private final @Nullable KeptVersion kept;
  private final List<Arrival> met = new ArrayList<>();
  private final List<Clash> clashes = new ArrayList<>();
  private final List<Arrival> refused = new ArrayList<>();
  private final List<Change> settling = new ArrayList<>();
  private KeyVersion version;

  /** The arrival that the row is to show. */
  private @Nullable Arrival winner;

  /** The arrival that is the version's winner, shown or not. */
  private @Nullable Arrival latest;

  private @Nullable Arrival lostToDelete;
  private @Nullable Arrival revived;
  private @Nullable Arrival remembered;
  private boolean sameContent;
  private boolean hidden;
  private boolean parksAnew;
  private @Nullable RecordView knownKey;
  private @Nullable ParkedRow parkedRow;
  private @Nullable ParkedRow begunBeside;
  private int superseded;
  private int alreadyMerged;

  /**
   * @param encrypted the columns of the table that hold ciphertexts
   * @param found the row as found before the merge, where the merge depends on it; else null
   * @param columns where the table is merged by column; else null
   * @param kept where the table's policy keeps what the own region wrote; else null
   */
  KeyMerge(
      Origin own,
      LaneState lane,
      LaneTruncates truncates,
      VersionRow start,
      EncryptedColumns encrypted,
      @Nullable FoundRow found,
      @Nullable RowByColumn columns,
      @Nullable KeptVersion kept) {
    this.own = own;
    this.lane = lane;
    this.truncates = truncates;
    this.start = start;
    this.encrypted = encrypted;
    this.found = found;
    this.columns = columns;
    this.kept = kept;
    this.version = known(start.version(), lane.floor());
    this.hidden = start.hidden();
  }

  /** Of a key without a version everything is merged that is forgotten of its lane. */
  private static KeyVersion known(KeyVersion version, VersionVector floor) {
    return version.winner() == null ? KeyVersion.unknown(version.vector().join(floor)) : version;
  }

  void merge(Arrival arrival, Merge strategy) {
    Change change = arrival.change();
    RecordView key = arrival.usableKey();
    knownKey = key == null ? knownKey : key;
    if (readsOurWrite(change)) {
      alreadyMerged++;
    } else if (arrival.refusal() != null && !lane.judges(change)) {
      // Its origin has not seen what is forgotten here: the version is left alone.
      refused.add(arrival);
    } else {
      Arrival before = truncates.before(arrival, version);
      if (before != null) {
        take(before, outcome(strategy, version, before), version);
        remembered = before;
        mergeColumns(before);
      }
      KeyVersion met = met(arrival);
      Outcome outcome = outcome(strategy, met, arrival);
      if (arrival.refusal() == null) {
        take(arrival, outcome, met);
      } else {
        refuse(arrival, outcome, met);
      }
      mergeColumns(arrival);
      if (change.kind() != ChangeKind.SNAPSHOT) {
        settling.add(change);
      }
    }
  }

  private Outcome outcome(Merge strategy, KeyVersion met, Arrival arrival) {
    Outcome outcome = strategy.merge(met, arrival.change());
    RowByColumn byColumn = columns;
    if (byColumn == null) {
      return outcome;
    }
    boolean hid = byColumn.hides();
    Outcome withStubs = byColumn.withStubs(met, arrival, outcome);
    boolean row = arrival.change().kind() == ChangeKind.CHANGE;
    if (byColumn.hides() && row && (!hid || isOwn(arrival))) {
      withhold(arrival);
    }
    return withStubs;
  }

  /** It had not seen what this region may not see: nobody has judged the row that both make. */
  private void withhold(Arrival arrival) {
    winner = null;
    revived = null;
    sameContent = false;
    lostToDelete = arrival;
    hidden = true;
  }

  /** Each change is merged once into the columns, known or new, applied or refused. */
  private void mergeColumns(Arrival arrival) {
    if (columns != null && arrival.change().kind() == ChangeKind.CHANGE) {
      ChangeId id = arrival.change().id();
      for (Rival rival : columns.merge(arrival)) {
        // A delete that does not win takes nothing away that it had not seen.
        boolean excludes = !arrival.change().deletes() || columns.isDecisive(id, version.winner());
        if (excludes && byPolicy()) {
          clashes.removeIf(clash -> isOf(clash, id, rival.id()));
        }
        if (excludes && !isClash(id, rival.id())) {
          clashes.add(rivalry(arrival, rival, columns.prevails(id, rival.id())));
        }
      }
      met.add(arrival);
    }
  }

  /** Whether the pair is told of already, as two rows. */
  private boolean isClash(ChangeId one, ChangeId other) {
    return clashes.stream().anyMatch(clash -> isOf(clash, one, other));
  }

  private static boolean isOf(Clash clash, ChangeId one, ChangeId other) {
    return (clash.winner().equals(one) && clash.loser().equals(other))
        || (clash.winner().equals(other) && clash.loser().equals(one));
  }

  private Clash rivalry(Arrival arrival, Rival rival, boolean prevails) {
    ChangeId id = arrival.change().id();
    ChangeId other = rival.id();
    Arrival brought =
        met.stream().filter(one -> one.change().id().equals(other)).findFirst().orElse(null);
    return prevails
        ? new Clash(arrival, id, arrival, other, brought, rival.sequence())
        : new Clash(arrival, other, brought, id, arrival, rival.sequence());
  }

  /**
   * What a change meets. A row that nobody merged is the own origin's first snapshot to another's
   * first snapshot; to a change it is not there: it is brought by the own stream, unless that is
   * still to come. What a change says it had not seen, it meets even where that is forgotten.
   */
  private KeyVersion met(Arrival arrival) {
    Change change = arrival.change();
    if (version.winner() != null) {
      return version;
    }
    boolean unversioned =
        (change.kind() == ChangeKind.SNAPSHOT
                || (lane.ownUnread().contains(arrival) && !isOwn(change)))
            && found != null
            && found.exists();
    if (unversioned && columns != null) {
      columns.found();
    }
    if (unversioned) {
      return KeyVersion.unversioned(version.vector(), own);
    }
    KeyVersion leftOut = lane.leftOut(change, version.vector());
    return leftOut == null ? version : leftOut;
  }

  private void take(Arrival arrival, Outcome outcome, KeyVersion met) {
    if (kept == null) {
      merged(arrival, outcome, met.sequence());
    } else {
      switch (kept.merged(arrival.change(), outcome, met, hidden && met.deleted())) {
        case AS_ELSEWHERE -> merged(arrival, outcome, met.sequence());
        case WAITS -> await(kept, arrival, outcome, met.sequence());
        case SHOWN -> keep(arrival, outcome, met.sequence());
      }
    }
    if (columns != null && columns.revives(arrival.change(), outcome)) {
      revived = arrival;
      winner = winner == null || isOwn(winner) ? null : winner;
    }
    version = decided(arrival.change(), outcome);
  }

  private KeyVersion decided(Change change, Outcome outcome) {
    return columns == null ? outcome.version() : columns.decided(change, outcome.version());
  }

  /**
   * @param met the place of what the arrival met in its origin's stream
   */
  private void merged(Arrival arrival, Outcome outcome, Stamp met) {
    if (outcome instanceof Outcome.AlreadyMerged) {
      alreadyMerged++;
      began(arrival, isOwn(arrival));
    } else if (columns != null && columns.overrules(arrival.change(), outcome)) {
      overrule(arrival, outcome);
    } else if (outcome instanceof Outcome.Supersedes) {
      began(arrival, isOwn(arrival));
      win(arrival);
    } else if (outcome instanceof Outcome.Prevails prevails) {
      prevail(arrival, prevails.loser(), met);
    } else if (outcome instanceof Outcome.Yields yields) {
      lose(arrival, yields.winner(), met);
    }
  }

  /** The last writer does not say whether there is a row; what was lost is told of by column. */
  private void overrule(Arrival arrival, Outcome outcome) {
    superseded++;
    hidden = false;
    if (outcome instanceof Outcome.Yields) {
      winner = arrival;
      lostToDelete = null;
      revived = null;
    } else {
      latest = arrival;
      lostToDelete = isOwn(arrival) && !arrival.change().deletes() ? arrival : null;
    }
    sameContent = false;
  }

  /** It wins, but the row goes on showing what this region wrote. */
  private void await(KeptVersion kept, Arrival arrival, Outcome outcome, Stamp met) {
    clashes.addAll(kept.waiting(arrival, outcome, latest, winner, met));
    latest = arrival;
    hidden = false;
    lostToDelete = null;
  }

  /** It is this region's and does not win, but the row is to show it. */
  private void keep(Arrival arrival, Outcome outcome, Stamp met) {
    merged(arrival, outcome, met);
    winner = arrival;
    lostToDelete = null;
    sameContent = false;
  }

  /** A row that was there before anything was captured: what the columns began with. */
  private void began(Arrival arrival, boolean shown) {
    if (columns != null && arrival.change().kind() == ChangeKind.SNAPSHOT) {
      columns.began(arrival, shown);
      met.add(arrival);
    }
  }

  private void win(Arrival arrival) {
    superseded += winner == null ? 0 : 1;
    winner = arrival;
    latest = arrival;
    hidden = arrival.change().kind() == ChangeKind.STUB;
    lostToDelete = null;
    revived = null;
    sameContent = false;
  }

  /** An arrival wins against what it had not seen, of this batch or of the store. */
  private void prevail(Arrival arrival, ChangeId loser, Stamp met) {
    Arrival losing = latest;
    boolean alike = alike(arrival, losing);
    began(arrival, alike);
    boolean shown = alike && (losing == null || sameContent);
    boolean asRow = asRow(arrival);
    win(arrival);
    sameContent = shown;
    if (!alike && asRow) {
      clashes.add(new Clash(arrival, arrival.change().id(), arrival, loser, losing, met));
    }
  }

  private void lose(Arrival arrival, ChangeId winning, Stamp met) {
    superseded++;
    began(arrival, false);
    if (!alike(arrival, latest) && asRow(arrival) && !SnapshotLeftover.is(arrival.change())) {
      clashes.add(new Clash(arrival, winning, latest, arrival.change().id(), arrival, met));
    }
    if (isOwn(arrival) && (version.deleted() || parked())) {
      lostToDelete = arrival;
    }
  }

  /** Whether the winner is one of which the sink has taken the row away. */
  private boolean parked() {
    SinkWrite written = start.written();
    return hidden && start.hidden() && written != null && written.deleted();
  }

  /** Whether the columns of the key's row may lie beside the table. */
  boolean seeksParked() {
    SinkWrite written = start.written();
    return columns != null
        && start.hidden()
        && (!hidden || columns.begins())
        && written != null
        && written.deleted();
  }

  /** The row beside the table, where it is shown to have begun otherwise; null where not. */
  @Nullable ParkedRow begunBeside() {
    return begunBeside;
  }

  /** The row that the key has beside the table. */
  void parkedFound(ParkedRow row) {
    parkedRow = row;
  }

  /** The row that {@link #write} says cannot be written now: the winner is not shown. */
  void park() {
    hidden = true;
    parksAnew = true;
    if (columns != null) {
      columns.park();
    }
  }

  /**
   * Rows that are merged by column exclude each other only where one is to be gone; what a winner
   * did that is not shown is not known.
   */
  private boolean asRow(Arrival arrival) {
    return columns == null || hidden || columns.asRow(arrival.change(), version);
  }

  /** Two rows that were filled alike before anything was captured are no conflict. */
  private boolean alike(Arrival arrival, @Nullable Arrival other) {
    boolean first = arrival.change().kind() == ChangeKind.SNAPSHOT;
    if (!first && (other != null || version.winner() != null)) {
      return false;
    }
    return other == null
        ? found != null && found.shows(arrival)
        : other.change().kind() == ChangeKind.SNAPSHOT && FoundRow.alike(arrival, other, encrypted);
  }

  /**
   * Rule M8: a change that cannot be applied is merged as far as others are concerned; where it
   * wins, the row stays as it is and the winner is hidden.
   */
  private void refuse(Arrival arrival, Outcome outcome, KeyVersion found) {
    Stamp met = found.sequence();
    if (kept != null) {
      kept.refused(arrival.change(), outcome, found);
    }
    if (outcome instanceof Outcome.AlreadyMerged) {
      alreadyMerged++;
    } else {
      refused.add(arrival);
    }
    if (outcome instanceof Outcome.Prevails prevails) {
      ChangeId id = arrival.change().id();
      clashes.add(new Clash(arrival, id, arrival, prevails.loser(), latest, met));
    } else if (outcome instanceof Outcome.Yields yields) {
      ChangeId id = arrival.change().id();
      clashes.add(new Clash(arrival, yields.winner(), latest, id, arrival, met));
    }
    boolean wins = outcome instanceof Outcome.Supersedes || outcome instanceof Outcome.Prevails;
    boolean deletes = arrival.change().deletes();
    boolean leavesRow = deletes && (wins || !version.deleted());
    version = decided(arrival.change(), outcome);
    if (wins) {
      // One that a policy overrules has nothing to show.
      hidden = hidden || !byPolicy() || version.deleted() == deletes;
      latest = arrival;
    }
    if (leavesRow) {
      version = notDeleted(version);
    }
  }

  private boolean byPolicy() {
    return columns != null && columns.byPolicy();
  }

  /** A delete that cannot be applied leaves its row, so nobody may take it for gone. */
  private static KeyVersion notDeleted(KeyVersion version) {
    return new KeyVersion(version.vector(), version.winner(), version.sequence(), false);
  }

  /** An own snapshot that was taken after the sink wrote the row has read the sink's write. */
  private boolean readsOurWrite(Change change) {
    return change.kind() == ChangeKind.SNAPSHOT && isOwn(change) && lastWrite().isReadBy(change);
  }

  private LastWrite lastWrite() {
    return new LastWrite(start.written());
  }

  /** The lane in which a row is to be found by its key's hash alone; null where none is. */
  @Nullable Lane keySought() {
    Arrival winning = winner;
    boolean gone = start.hidden() && start.version().deleted();
    if (winning == null || knownKey != null || gone) {
      return null;
    }
    return winning.change().kind() == ChangeKind.STUB ? winning.change().lane() : null;
  }

  /** The row that was to be found has this key. */
  void keyFound(RecordView key) {
    knownKey = key;
  }

  /** Whether the row must be locked and read before {@link #write} can be answered. */
  boolean needsRow() {
    return found == null
        && (restores()
            || clashes.stream().anyMatch(Clash::involvesStoredRow)
            || (columns != null
                && (winner != null
                    || lostToDelete != null
                    || revived != null
                    || columns.pending())));
  }

  /**
   * Whether another region's row takes the place of the one that is needed, so that the write looks
   * at what the change carries.
   */
  boolean replaces() {
    Arrival winning = winner;
    return winning != null && !sameContent && !isOwn(winning) && columns == null;
  }

  /** Rule M4: what to do to the row, given how it was found if {@link #needsRow()}. */
  RowWrite write(@Nullable RowState row) {
    Write what = whole(row);
    RowByColumn byColumn = columns;
    if (byColumn == null || row == null) {
      return new RowWrite(what, null);
    }
    if (winner == null && revived != null && what == Write.NOTHING && !row.exists()) {
      return new RowWrite(Write.RESTORE, byColumn.revive(revived));
    }
    // A row that is deleted although there is to be one was brought back by what was refused.
    boolean shown = !hidden && (what != Write.DELETE || version.deleted());
    ParkedRow beside = parkedRow;
    if (beside != null && hidden && !row.exists() && byColumn.begins()) {
      begunBeside = beside.holding(byColumn.beginBeside(beside.columns()));
      return new RowWrite(Write.DELETE, null);
    }
    if (beside != null && !row.exists() && what != Write.NOTHING && !byColumn.anewHere()) {
      ColumnTexts columns = byColumn.putBack(what, winner, beside.columns(), shown);
      return what == Write.DELETE ? new RowWrite(what, null) : new RowWrite(Write.RESTORE, columns);
    }
    ColumnTexts written = byColumn.write(what, winner, row, shown);
    if (what == Write.DELETE) {
      return new RowWrite(what, null);
    }
    if (what == Write.RESTORE && byColumn.replaced()) {
      return new RowWrite(what, written);
    }
    return written.isEmpty() ? RowWrite.NOTHING : new RowWrite(Write.UPSERT, written);
  }

  private Write whole(@Nullable RowState row) {
    Arrival winning = winner;
    if (winning == null) {
      return lostToDelete == null ? Write.NOTHING : Write.DELETE;
    }
    if (sameContent || (isOwn(winning) && !(restores() && lastWrite().left(row)))) {
      return Write.NOTHING;
    }
    if (winning.change().deletes()) {
      return Write.DELETE;
    }
    return isOwn(winning) && row != null && !row.exists() ? Write.RESTORE : Write.UPSERT;
  }

  /** Whether an own change won that the sink had written over. */
  boolean restores() {
    Arrival winning = winner;
    return winning != null && isOwn(winning) && lastWrite().mayHaveCovered(winning.change());
  }

  private boolean isOwn(Arrival arrival) {
    return isOwn(arrival.change());
  }

  private boolean isOwn(Change change) {
    return change.id().origin().equals(own);
  }

  /** The change by whose key the row is named and from which it is written; null for none. */
  @Nullable Arrival source() {
    Arrival winning = winner;
    if (winning != null) {
      RecordView key = knownKey;
      return winning.key() != null || key == null ? named(winning) : winning.withKey(key);
    }
    if (lostToDelete != null) {
      return lostToDelete;
    }
    return columns == null ? clashingWithKey() : metWithKey();
  }

  private @Nullable Arrival metWithKey() {
    return met.stream().filter(arrival -> arrival.usableKey() != null).findFirst().orElse(null);
  }

  private static @Nullable Arrival named(Arrival arrival) {
    return arrival.key() == null ? null : arrival;
  }

  private @Nullable Arrival clashingWithKey() {
    return clashes.stream()
        .map(Clash::arrival)
        .filter(arrival -> arrival.key() != null)
        .findFirst()
        .orElse(null);
  }

  /** Whether another winner takes the place of one that was not shown, or it is shown. */
  boolean endsHidden() {
    return start.hidden() && !(hidden && sameWinner());
  }

  private boolean sameWinner() {
    return Objects.equals(start.version().winner(), version.winner());
  }

  /** Whether its row shows what several changes did, and no version whole. */
  boolean byColumn() {
    return columns != null;
  }

  /** What the key is merged to so far. */
  KeyVersion version() {
    return version;
  }

  VersionRow start() {
    return start;
  }

  /** The version row to write; the same as {@link #start()} where nothing changed. */
  VersionRow result(@Nullable SinkWrite written) {
    return columns == null
        ? new VersionRow(
            start.key(),
            version,
            hidden,
            written == null ? start.written() : keeping(written),
            RowColumns.NONE,
            kept == null ? null : kept.stamp())
        : new VersionRow(
            start.key(),
            version,
            hidden,
            columns.lastWrite(written),
            columns.result(written, version.deleted() && !hidden ? version.winner() : null));
  }

  /** What is parked stays as it was, however often the row is found to be gone. */
  private SinkWrite keeping(SinkWrite now) {
    return parked() && sameWinner() && !parksAnew && now.deleted()
        ? new SinkWrite(now.position(), now.writer(), true, Displacement.kept(start))
        : now;
  }

  /** How large what is in flight of its columns is; zero where it is not merged by column. */
  int columnStateBytes() {
    return columns == null ? 0 : columns.stateBytes();
  }

  /** Whether the row shows this version, although another one wins. */
  boolean keeps(ChangeId id) {
    return kept != null && kept.is(id);
  }

  /** Whether the row, as it was before, may be this version: it is not where another was kept. */
  boolean mayShow(ChangeId id) {
    return start.kept() == null || id.equals(new ChangeId(own, start.kept()));
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

  /**
   * The changes that may settle conflicts, those among them that were known before. A row of a
   * first snapshot has seen nothing.
   */
  List<Change> settling() {
    return settling;
  }

  int superseded() {
    return superseded;
  }

  int alreadyMerged() {
    return alreadyMerged;
  }
}
