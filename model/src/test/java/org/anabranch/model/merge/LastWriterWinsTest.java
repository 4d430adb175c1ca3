package org.anabranch.model.merge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.anabranch.model.Seeds;
import org.anabranch.model.change.Change;
import org.anabranch.model.change.ChangeKind;
import org.anabranch.model.change.ColumnMarks;
import org.anabranch.model.change.KeyHash;
import org.anabranch.model.change.Lane;
import org.anabranch.model.change.Operation;
import org.anabranch.model.change.TableName;
import org.anabranch.model.version.ChangeId;
import org.anabranch.model.version.Origin;
import org.anabranch.model.version.Stamp;
import org.anabranch.model.version.VersionVector;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class LastWriterWinsTest {

  private static final Origin A = new Origin("a");
  private static final Origin B = new Origin("b");
  private static final Origin C = new Origin("c");
  private static final KeyVersion NOTHING = KeyVersion.unknown(VersionVector.EMPTY);

  private final Merge merge = new LastWriterWins();

  @Test
  void keeps_every_law_over_thousands_of_histories() {
    MergeLaws laws = MergeLaws.of(merge);
    Seeds.check(5_000, "model", getClass(), seed -> laws.check(Histories.ofSeed(seed)));
  }

  /** Winner and vector as by rule M2 read literally, which calls more pairs concurrent. */
  @Test
  void agrees_with_the_rule_that_compares_whole_vectors_and_tells_of_fewer_conflicts() {
    int[] conflicts = new int[2];
    Seeds.check(
        2_000,
        "model",
        getClass(),
        seed -> {
          KeyVersion version = NOTHING;
          for (Change change : Histories.ofSeed(seed).order(new Random(seed))) {
            Outcome outcome = merge.merge(version, change);
            boolean told = outcome instanceof Outcome.Prevails || outcome instanceof Outcome.Yields;
            boolean literal = !change.seen().covers(version.vector());
            boolean merged = !(outcome instanceof Outcome.AlreadyMerged);
            if (merged && change.kind() == ChangeKind.CHANGE && version.winner() != null) {
              conflicts[0] += told ? 1 : 0;
              conflicts[1] += literal ? 1 : 0;
              ChangeId byOrder = max(version.winner(), change.id());
              assertThat(outcome.version().winner()).isEqualTo(literal ? byOrder : change.id());
            }
            version = outcome.version();
          }
        });
    assertThat(conflicts[0]).isPositive().isLessThan(conflicts[1]);
  }

  private static ChangeId max(ChangeId a, ChangeId b) {
    return a.compareTo(b) > 0 ? a : b;
  }

  @Test
  void lets_the_higher_stamp_win_in_either_order() {
    Change early = write(A, 5, Map.of());
    Change late = write(B, 6, Map.of());
    assertThat(after(early, late).winner()).isEqualTo(late.id());
    assertThat(after(late, early).winner()).isEqualTo(late.id());
  }

  @Test
  void lets_the_higher_origin_win_between_equal_stamps() {
    Change a = write(A, 5, Map.of());
    Change b = write(B, 5, Map.of());
    assertThat(after(a, b).winner()).isEqualTo(b.id());
    assertThat(after(b, a).winner()).isEqualTo(b.id());
  }

  @Test
  void tells_of_both_when_neither_had_seen_the_other() {
    Change a = write(A, 5, Map.of());
    Change b = write(B, 6, Map.of());
    assertThat(merge.merge(after(a), b))
        .isInstanceOfSatisfying(
            Outcome.Prevails.class, prevails -> assertThat(prevails.loser()).isEqualTo(a.id()));
    assertThat(merge.merge(after(b), a))
        .isInstanceOfSatisfying(
            Outcome.Yields.class, yields -> assertThat(yields.winner()).isEqualTo(b.id()));
  }

  @Test
  void sees_no_conflict_with_a_loser_that_was_told_of_before() {
    Change loser = write(A, 5, Map.of());
    Change winner = write(B, 6, Map.of());
    Change next = write(C, 7, Map.of(B, 6));
    assertThat(merge.merge(after(loser, winner), next)).isInstanceOf(Outcome.Supersedes.class);
  }

  /** Seen to fail: without the last merge's context the regions kept different vectors. */
  @Test
  void learns_from_a_change_that_it_knew_through_a_third_region() {
    Change first = write(A, 5, Map.of());
    Change second = write(B, 6, Map.of(A, 5));
    Change third = write(C, 7, Map.of(B, 6));
    KeyVersion early = after(third, second);
    assertThat(early).isEqualTo(after(second, third));
    assertThat(merge.merge(early, first)).isInstanceOf(Outcome.AlreadyMerged.class);
  }

  /** Seen to fail: the row went under without a word where the sink ran before the capture. */
  @Test
  void tells_of_a_row_from_before_that_the_change_cannot_have_seen() {
    KeyVersion rowBefore = KeyVersion.unversioned(VersionVector.EMPTY, B);
    assertThat(merge.merge(rowBefore, write(A, 5, Map.of()))).isInstanceOf(Outcome.Prevails.class);
    assertThat(merge.merge(rowBefore, write(A, 5, Map.of(B, 1))))
        .isInstanceOf(Outcome.Supersedes.class);
  }

  @Test
  void settles_first_snapshots_by_origin_and_loses_them_to_any_change() {
    Change a = snapshot(A, 9);
    Change b = snapshot(B, 2);
    Change change = write(A, 1, Map.of());
    assertThat(after(a, b).winner()).isEqualTo(b.id());
    assertThat(after(b, a).winner()).isEqualTo(b.id());
    assertThat(after(change, b).winner()).isEqualTo(change.id());
    assertThat(after(b, change).winner()).isEqualTo(change.id());
    assertThat(after(b, a).vector()).isEqualTo(VersionVector.EMPTY);
  }

  /** Seen to fail: the earlier row took the place of the later one. */
  @Test
  void keeps_the_later_of_two_snapshot_rows_when_the_earlier_comes_again() {
    KeyVersion later = after(snapshot(A, 1), snapshot(A, 2));
    assertThat(later.sequence()).isEqualTo(new Stamp(2));
    assertThat(merge.merge(later, snapshot(A, 1))).isEqualTo(new Outcome.AlreadyMerged(later));
  }

  @Test
  void remembers_that_the_winner_deleted_the_row() {
    Change written = write(A, 5, Map.of());
    Change deleted = change(ChangeKind.CHANGE, Operation.DELETE, B, 6, 6, Map.of(A, 5));
    assertThat(after(written, deleted).deleted()).isTrue();
    assertThat(after(written, deleted, write(A, 7, Map.of(B, 6))).deleted()).isFalse();
  }

  @ParameterizedTest
  @EnumSource(names = {"MARK", "SNAPSHOT_BEGIN", "SNAPSHOT_END", "RECEIPT"})
  void refuses_what_is_about_no_row(ChangeKind kind) {
    Change change = change(kind, Operation.NONE, A, 5, 5, Map.of());
    assertThatThrownBy(() -> merge.merge(NOTHING, change))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(kind.toString());
  }

  private KeyVersion after(Change... changes) {
    KeyVersion version = NOTHING;
    for (Change change : changes) {
      version = merge.merge(version, change).version();
    }
    return version;
  }

  private static Change write(Origin origin, long stamp, Map<Origin, Integer> seen) {
    return change(ChangeKind.CHANGE, Operation.UPDATE, origin, stamp, stamp, seen);
  }

  private static Change snapshot(Origin origin, long sequence) {
    return change(ChangeKind.SNAPSHOT, Operation.READ, origin, 0, sequence, Map.of());
  }

  private static Change change(
      ChangeKind kind,
      Operation operation,
      Origin origin,
      long stamp,
      long sequence,
      Map<Origin, Integer> seen) {
    TreeMap<Origin, Stamp> context = new TreeMap<>();
    seen.forEach((other, bits) -> context.put(other, new Stamp(bits)));
    context.put(origin, new Stamp(stamp));
    return new Change(
        kind,
        new ChangeId(origin, new Stamp(stamp)),
        new Stamp(sequence),
        0,
        new TableName("public", "session"),
        operation,
        new KeyHash(0, 1),
        new Lane(0, 1),
        VersionVector.of(context),
        null,
        0,
        0,
        ColumnMarks.NONE);
  }
}
