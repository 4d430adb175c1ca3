package org.anabranch.model.column;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.anabranch.model.column.ColumnChange.Kind;
import org.anabranch.model.version.ChangeId;
import org.anabranch.model.version.Origin;
import org.anabranch.model.version.Stamp;
import org.anabranch.model.version.VersionVector;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

/** How much is kept of a highest value. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class ExtremeTest {

  private static final Origin A = new Origin("a");
  private static final Origin B = new Origin("b");

  private final Extreme<Integer> highest = Extreme.max(Integer::compare);
  private Contributions<Integer> state = highest.nothing();

  private void merge(
      Origin by, long stamp, Kind kind, @Nullable Integer before, @Nullable Integer after) {
    VersionVector seen = VersionVector.of(Map.of(by, new Stamp(stamp)));
    ChangeId id = new ChangeId(by, new Stamp(stamp));
    state = highest.merge(state, new ColumnChange<>(id, seen, kind, before, after));
  }

  @Test
  void of_a_region_that_writes_on_and_on_one_value_is_kept() {
    for (int stamp = 1; stamp <= 100; stamp++) {
      merge(A, stamp, Kind.UPDATE, stamp - 1, stamp);
      merge(B, stamp, Kind.UPDATE, 0, 5);
    }

    assertThat(state.live().values()).containsExactlyInAnyOrder(100, 5);
  }

  @Test
  void what_a_delete_had_not_seen_is_left_of_it() {
    merge(A, 1, Kind.UPDATE, 1, 9);
    merge(B, 1, Kind.UPDATE, 1, 3);

    merge(A, 2, Kind.DELETE, null, null);

    assertThat(highest.create(state, null, VersionVector.EMPTY)).isEqualTo(3);
  }

  @Test
  void a_higher_value_from_before_is_kept_beside_a_lower_one_that_somebody_else_wrote_later() {
    merge(A, 1, Kind.UPDATE, 1, 9);
    merge(B, 2, Kind.UPDATE, 1, 3);

    assertThat(highest.create(state, 0, VersionVector.EMPTY)).isEqualTo(9);
  }
}
