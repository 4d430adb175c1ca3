package org.anabranch.model.merge;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.anabranch.model.change.Change;
import org.anabranch.model.version.ChangeId;
import org.anabranch.model.version.Origin;
import org.anabranch.model.version.VersionVector;

/**
 * Checks that a {@link Merge} lets regions converge. Run it over many {@link Histories}.
 *
 * <ul>
 *   <li>Order: whatever the order in which regions merge the same changes, each origin's in their
 *       own order, they end with the same winner and the same vector; also half way, and also
 *       regions in which the row was there before. Two changes commute; and as a version and a
 *       change are two things, this is what stands in for associativity too.
 *   <li>Idempotent and pure: merging a change again changes nothing.
 *   <li>Causal: no merged change had seen the winner.
 *   <li>Total: who wins against all wins against each alone, so that there are no circles.
 *   <li>Honest: an outcome says what happened; a conflict names two that had not seen each other.
 *   <li>Lossless: what is neither the winner nor seen by another change was named as a loser.
 * </ul>
 *
 * <p>It does not check that a merge keeps a column's contents; only versions are known here.
 */
public final class MergeLaws {

  private static final int ORDERS = 12;
  private static final int PARTS = 4;

  private final Merge merge;

  private MergeLaws(Merge merge) {
    this.merge = merge;
  }

  public static MergeLaws of(Merge merge) {
    return new MergeLaws(merge);
  }

  /** Throws an {@link AssertionError} that names the law and the schedule that broke it. */
  public void check(History history) {
    Random random = new Random(history.changes().size());
    try {
      checkWhole(history, random);
      for (int i = 0; i < PARTS; i++) {
        checkPart(history.part(random), random);
      }
      checkTotal(history);
    } catch (AssertionError e) {
      throw new AssertionError(e.getMessage() + "\nIn the history\n" + history, e);
    }
  }

  /** Everything has reached everybody. */
  private void checkWhole(History history, Random random) {
    List<MergeRun> runs = new ArrayList<>();
    for (Origin region : history.streams().keySet()) {
      runs.addAll(runs(history, history.start(region), random));
    }
    checkSame(runs);
  }

  /** On the way: only regions that started alike are alike. */
  private void checkPart(History part, Random random) {
    Map<KeyVersion, List<MergeRun>> byStart = new HashMap<>();
    for (Origin region : part.streams().keySet()) {
      KeyVersion start = part.start(region);
      byStart.computeIfAbsent(start, s -> runs(part, s, random));
    }
    byStart.values().forEach(MergeLaws::checkSame);
  }

  private List<MergeRun> runs(History history, KeyVersion start, Random random) {
    List<MergeRun> runs = new ArrayList<>();
    for (int i = 0; i < ORDERS; i++) {
      MergeRun run = MergeRun.over(merge, start, history.order(random));
      checkCausal(run);
      checkLossless(run, start);
      runs.add(run);
    }
    return runs;
  }

  private static void checkSame(List<MergeRun> runs) {
    MergeRun first = runs.get(0);
    for (MergeRun run : runs) {
      if (!run.version().equals(first.version())) {
        throw new AssertionError("Not independent of the order:\n  " + first + "\n  and\n  " + run);
      }
    }
  }

  private static void checkCausal(MergeRun run) {
    ChangeId winner = run.version().winner();
    for (Change change : run.merged()) {
      boolean self = change.id().equals(winner);
      if (winner != null && !self && Sight.saw(change, winner, run.version().sequence())) {
        throw new AssertionError("Not causal: " + change.id() + " had seen the winner\n  " + run);
      }
    }
  }

  private static void checkLossless(MergeRun run, KeyVersion start) {
    for (Change change : run.merged()) {
      boolean seen = run.merged().stream().anyMatch(other -> Sight.saw(other, change));
      if (!seen) {
        checkTold(run, change.id());
      }
    }
    ChangeId before = start.winner();
    if (before != null
        && run.merged().stream().noneMatch(other -> Sight.saw(other, before, start.sequence()))) {
      checkTold(run, before);
    }
  }

  private static void checkTold(MergeRun run, ChangeId change) {
    if (!Objects.equals(change, run.version().winner()) && !run.told().contains(change)) {
      throw new AssertionError("Not lossless: " + change + " vanished untold\n  " + run);
    }
  }

  /** Who wins against all wins against each. */
  private void checkTotal(History history) {
    KeyVersion nothing = KeyVersion.unknown(VersionVector.EMPTY);
    KeyVersion whole = MergeRun.over(merge, nothing, history.changes()).version();
    for (Change winner : history.changes()) {
      if (winner.id().equals(whole.winner()) && winner.sequence().equals(whole.sequence())) {
        history.changes().forEach(other -> checkBeats(nothing, winner, other));
      }
    }
  }

  private void checkBeats(KeyVersion nothing, Change winner, Change other) {
    boolean inOrder = other.sequence().compareTo(winner.sequence()) <= 0;
    List<Change> pair = inOrder ? List.of(other, winner) : List.of(winner, other);
    if (!winner.id().equals(MergeRun.over(merge, nothing, pair).version().winner())) {
      throw new AssertionError(
          "Not total: " + winner.id() + " wins against all, but not against " + other.id());
    }
  }
}
