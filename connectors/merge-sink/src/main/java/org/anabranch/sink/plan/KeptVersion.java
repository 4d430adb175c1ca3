package org.anabranch.sink.plan;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.anabranch.model.change.Change;
import org.anabranch.model.change.ChangeKind;
import org.anabranch.model.merge.KeyVersion;
import org.anabranch.model.merge.Outcome;
import org.anabranch.model.version.ChangeId;
import org.anabranch.model.version.Origin;
import org.anabranch.model.version.Stamp;
import org.anabranch.sink.plan.KeyMerge.Clash;
import org.anabranch.sink.store.Arrival;
import org.jspecify.annotations.Nullable;

/**
 * What the row of a key shows where {@link ConflictPolicy#keepsLocal()}: the last change of the own
 * region, until one wins whose origin had seen it; where there is none, the winner. Who wins is not
 * decided here, and is the same in every region (docs/decisions/019).
 *
 * <p>What a region held before it was captured is no change of its own: it is merged as ever. A
 * stub that wins ends the keeping, since the region may not hold the row any more.
 */
final class KeptVersion {

  /** What the row shows once a change is merged. */
  enum Turn {
    /** What it would show if nothing were kept. */
    AS_ELSEWHERE,
    /** The change wins and waits: the row stays the own region's. */
    WAITS,
    /** The change is the own region's and does not win: the row shows it all the same. */
    SHOWN
  }

  private final Origin own;
  private @Nullable Stamp kept;

  /**
   * @param kept the own change that the row shows though it does not win; null where it shows the
   *     winner
   */
  KeptVersion(Origin own, @Nullable Stamp kept) {
    this.own = own;
    this.kept = kept;
  }

  /** The own change that the row shows though it does not win; null where it shows the winner. */
  @Nullable Stamp stamp() {
    return kept;
  }

  /**
   * The pairs that people are told of when a winner waits: it and what is shown; and it and the
   * version that won before, where they had not seen each other.
   *
   * @param latest the batch's arrival that won before; null for none
   * @param showing the batch's arrival that the row is to show; null for none
   * @param met the place of what it met
   */
  List<Clash> waiting(
      Arrival arrival,
      Outcome outcome,
      @Nullable Arrival latest,
      @Nullable Arrival showing,
      Stamp met) {
    ChangeId id = arrival.change().id();
    ChangeId shown = id();
    List<Clash> pairs = new ArrayList<>();
    if (outcome instanceof Outcome.Prevails prevails && !prevails.loser().equals(shown)) {
      pairs.add(new Clash(arrival, id, arrival, prevails.loser(), latest, met));
    }
    Arrival brought = showing != null && is(showing.change().id()) ? showing : null;
    pairs.add(new Clash(arrival, id, arrival, shown, brought, shown.stamp()));
    return pairs;
  }

  /** The same by its name, where there is one. */
  private ChangeId id() {
    return new ChangeId(own, Objects.requireNonNull(kept, "nothing is kept"));
  }

  boolean is(ChangeId id) {
    return kept != null && id().equals(id);
  }

  /**
   * A change is merged that can be applied.
   *
   * @param met what it met
   * @param gone whether that is a row that the region may not hold
   */
  Turn merged(Change change, Outcome outcome, KeyVersion met, boolean gone) {
    if (change.kind() != ChangeKind.CHANGE) {
      kept = wins(outcome) ? null : kept;
      return Turn.AS_ELSEWHERE;
    }
    if (!change.id().origin().equals(own)) {
      return wins(outcome) && isUnseenBy(change, met) ? Turn.WAITS : Turn.AS_ELSEWHERE;
    }
    if (outcome instanceof Outcome.Yields && !gone) {
      kept = change.id().stamp();
      return Turn.SHOWN;
    }
    if (outcome instanceof Outcome.AlreadyMerged) {
      // Somebody had seen it before it came, and lost; the row shows it or what came after it.
      kept = kept == null ? null : Stamp.max(kept, change.id().stamp());
    } else {
      kept = null;
    }
    return Turn.AS_ELSEWHERE;
  }

  /** A change is merged that cannot be applied (rule M8). */
  void refused(Change change, Outcome outcome, KeyVersion met) {
    if (!wins(outcome)) {
      return;
    }
    if (change.id().origin().equals(own)) {
      kept = null;
    } else {
      isUnseenBy(change, met);
    }
  }

  /** Whether a winner of another region had not seen what is shown; then that is kept. */
  private boolean isUnseenBy(Change change, KeyVersion met) {
    Stamp shown = kept == null ? ownWinner(met) : kept;
    kept = shown == null || change.saw(new ChangeId(own, shown), shown) ? null : shown;
    return kept != null;
  }

  private @Nullable Stamp ownWinner(KeyVersion met) {
    ChangeId winner = met.winner();
    return winner == null || winner.stamp().isZero() || !winner.origin().equals(own)
        ? null
        : winner.stamp();
  }

  private static boolean wins(Outcome outcome) {
    return outcome instanceof Outcome.Supersedes || outcome instanceof Outcome.Prevails;
  }
}
