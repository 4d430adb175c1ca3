package org.anabranch.model.merge;

import static org.assertj.core.api.Assertions.assertThat;

import org.anabranch.model.change.Change;
import org.anabranch.model.change.ChangeKind;
import org.anabranch.model.version.ChangeId;
import org.anabranch.model.version.VersionVector;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

/** The checker is worth something only if it finds merges that are wrong. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class MergeLawsTest {

  private static final int HISTORIES = 2_000;
  private static final Merge RIGHT = new LastWriterWins();

  @Test
  void finds_a_merge_that_goes_by_arrival() {
    Merge broken =
        (current, change) ->
            RIGHT.merge(current, change) instanceof Outcome.Yields yields
                ? new Outcome.Prevails(taken(yields.version(), change), yields.winner())
                : RIGHT.merge(current, change);
    assertThat(lawBrokenBy(broken)).startsWith("Not independent of the order");
  }

  @Test
  void finds_a_merge_that_keeps_what_it_has_on_equal_stamps() {
    Merge broken =
        (current, change) -> {
          Outcome outcome = RIGHT.merge(current, change);
          return outcome instanceof Outcome.Prevails prevails
                  && prevails.loser().stamp().equals(change.id().stamp())
              ? new Outcome.Yields(current.with(outcome.version().vector()), prevails.loser())
              : outcome;
        };
    assertThat(lawBrokenBy(broken)).startsWith("Not independent of the order");
  }

  @Test
  void finds_a_merge_that_prefers_a_region() {
    Merge broken =
        (current, change) -> {
          Outcome outcome = RIGHT.merge(current, change);
          ChangeId winner = current.winner();
          if (winner == null
              || outcome instanceof Outcome.AlreadyMerged
              || outcome instanceof Outcome.Supersedes) {
            return outcome;
          }
          VersionVector vector = outcome.version().vector();
          return change.id().origin().compareTo(winner.origin()) > 0
              ? new Outcome.Prevails(taken(current.with(vector), change), winner)
              : new Outcome.Yields(current.with(vector), winner);
        };
    assertThat(lawBrokenBy(broken)).startsWith("Not independent of the order");
  }

  @Test
  void finds_a_merge_whose_vector_forgets_what_a_covered_change_had_seen() {
    Merge broken =
        (current, change) ->
            RIGHT.merge(current, change) instanceof Outcome.AlreadyMerged
                ? new Outcome.AlreadyMerged(current)
                : RIGHT.merge(current, change);
    assertThat(lawBrokenBy(broken)).startsWith("Not independent of the order");
  }

  @Test
  void finds_a_merge_that_lets_a_snapshot_row_win_by_dominance() {
    Merge broken =
        (current, change) -> {
          Outcome outcome = RIGHT.merge(current, change);
          return change.kind() == ChangeKind.SNAPSHOT
                  && outcome instanceof Outcome.Yields
                  && change.seen().covers(current.vector())
              ? new Outcome.Supersedes(taken(current, change))
              : outcome;
        };
    assertThat(lawBrokenBy(broken)).isNotEmpty();
  }

  @Test
  void finds_a_merge_that_invents_conflicts() {
    Merge broken =
        (current, change) -> {
          Outcome outcome = RIGHT.merge(current, change);
          ChangeId winner = current.winner();
          return winner != null && outcome instanceof Outcome.Supersedes
              ? new Outcome.Prevails(outcome.version(), winner)
              : outcome;
        };
    assertThat(lawBrokenBy(broken)).startsWith("Not honest");
  }

  @Test
  void finds_a_merge_that_conceals_conflicts() {
    Merge broken =
        (current, change) ->
            RIGHT.merge(current, change) instanceof Outcome.Prevails prevails
                ? new Outcome.Supersedes(prevails.version())
                : RIGHT.merge(current, change);
    assertThat(lawBrokenBy(broken)).startsWith("Not lossless");
  }

  @Test
  void finds_a_merge_that_lets_the_older_one_win() {
    Merge broken =
        (current, change) -> {
          Outcome outcome = RIGHT.merge(current, change);
          ChangeId winner = current.winner();
          return winner != null && outcome instanceof Outcome.Supersedes
              ? new Outcome.Yields(current.with(outcome.version().vector()), winner)
              : outcome;
        };
    assertThat(lawBrokenBy(broken)).isNotEmpty();
  }

  @Test
  void finds_a_merge_that_is_not_idempotent() {
    Merge broken =
        (current, change) -> {
          Outcome outcome = RIGHT.merge(current, change);
          return outcome instanceof Outcome.AlreadyMerged
              ? new Outcome.AlreadyMerged(
                  new KeyVersion(
                      current.vector(), current.winner(), current.sequence(), !current.deleted()))
              : outcome;
        };
    assertThat(lawBrokenBy(broken)).startsWith("Not idempotent");
  }

  @Test
  void makes_the_same_history_of_the_same_seed() {
    assertThat(Histories.ofSeed(7)).isEqualTo(Histories.ofSeed(7));
    assertThat(Histories.ofSeed(7)).isNotEqualTo(Histories.ofSeed(8));
  }

  private static KeyVersion taken(KeyVersion current, Change change) {
    return new KeyVersion(current.vector(), change.id(), change.sequence(), change.deletes());
  }

  /** What the checker says of the first history that it refuses; empty if it refuses none. */
  private static String lawBrokenBy(Merge merge) {
    MergeLaws laws = MergeLaws.of(merge);
    for (long seed = 0; seed < HISTORIES; seed++) {
      try {
        laws.check(Histories.ofSeed(seed));
      } catch (AssertionError e) {
        return String.valueOf(e.getMessage());
      }
    }
    return "";
  }
}
