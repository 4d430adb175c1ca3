package org.anabranch.model.version;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.anabranch.model.Seeds;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class VersionVectorTest {

  private static final Origin A = new Origin("a");
  private static final Origin B = new Origin("b");

  @Test
  void stands_at_zero_for_an_origin_that_it_does_not_name() {
    VersionVector vector = VersionVector.of(Map.of(A, new Stamp(3), B, Stamp.ZERO));
    assertThat(vector.of(A)).isEqualTo(new Stamp(3));
    assertThat(vector.of(B)).isEqualTo(Stamp.ZERO);
    assertThat(vector).isEqualTo(VersionVector.of(Map.of(A, new Stamp(3)))).hasToString("{a=0.3}");
    assertThat(vector.size()).isEqualTo(1);
  }

  @Test
  void covers_a_change_up_to_its_stamp() {
    VersionVector vector = VersionVector.of(Map.of(A, new Stamp(3)));
    assertThat(vector.covers(new ChangeId(A, new Stamp(3)))).isTrue();
    assertThat(vector.covers(new ChangeId(A, new Stamp(4)))).isFalse();
    assertThat(vector.covers(new ChangeId(B, new Stamp(1)))).isFalse();
  }

  @Test
  void is_one_of_before_after_same_and_concurrent() {
    VersionVector a = VersionVector.of(Map.of(A, new Stamp(1)));
    VersionVector b = VersionVector.of(Map.of(B, new Stamp(1)));
    assertThat(a.compare(b)).isEqualTo(Causality.CONCURRENT);
    assertThat(a.compare(a.join(b))).isEqualTo(Causality.BEFORE);
    assertThat(a.join(b).compare(b)).isEqualTo(Causality.AFTER);
    assertThat(a.join(b).compare(b.join(a))).isEqualTo(Causality.SAME);
    assertThat(VersionVector.EMPTY.compare(a)).isEqualTo(Causality.BEFORE);
  }

  @Test
  void joins_as_a_lattice_does_and_as_a_plain_map_would() {
    Seeds.check(
        3_000,
        "model",
        getClass(),
        seed -> {
          Random random = new Random(seed);
          Map<Origin, Stamp> x = entries(random);
          Map<Origin, Stamp> y = entries(random);
          Map<Origin, Stamp> z = entries(random);
          checkLattice(VersionVector.of(x), VersionVector.of(y), VersionVector.of(z));
          Map<Origin, Stamp> joined = new TreeMap<>(x);
          y.forEach((origin, stamp) -> joined.merge(origin, stamp, Stamp::max));
          assertThat(VersionVector.of(x).join(VersionVector.of(y)))
              .isEqualTo(VersionVector.of(joined))
              .hasSameHashCodeAs(VersionVector.of(joined));
        });
  }

  private static void checkLattice(VersionVector x, VersionVector y, VersionVector z) {
    assertThat(x.join(x)).isEqualTo(x);
    assertThat(x.join(y)).isEqualTo(y.join(x));
    assertThat(x.join(y).join(z)).isEqualTo(x.join(y.join(z)));
    assertThat(x.join(y).covers(x)).isTrue();
    assertThat(x.join(y).covers(y)).isTrue();
    assertThat(x.covers(y)).isEqualTo(x.join(y).equals(x));
    assertThat(x.compare(y)).isEqualTo(opposite(y.compare(x)));
    assertThat(x.compare(y) == Causality.SAME).isEqualTo(x.equals(y));
  }

  private static Causality opposite(Causality causality) {
    return switch (causality) {
      case BEFORE -> Causality.AFTER;
      case AFTER -> Causality.BEFORE;
      case SAME, CONCURRENT -> causality;
    };
  }

  @Test
  void covers_a_change_after_it_was_added_and_nothing_else_more() {
    Seeds.check(
        1_000,
        "model",
        getClass(),
        seed -> {
          Random random = new Random(seed);
          VersionVector vector = VersionVector.of(entries(random));
          ChangeId change = new ChangeId(A, new Stamp(1 + random.nextInt(4)));
          VersionVector with = vector.with(change);
          assertThat(with.of(A)).isEqualTo(Stamp.max(vector.of(A), change.stamp()));
          vector.forEach((o, s) -> assertThat(with.of(o)).isEqualTo(o.equals(A) ? with.of(A) : s));
        });
  }

  @Test
  void reads_sorted_entries_back() {
    Seeds.check(
        500,
        "model",
        getClass(),
        seed -> {
          VersionVector vector = VersionVector.of(entries(new Random(seed)));
          List<Origin> origins = new ArrayList<>();
          long[] stamps = new long[8];
          vector.forEach(
              (origin, stamp) -> {
                stamps[origins.size()] = stamp.bits();
                origins.add(origin);
              });
          assertThat(VersionVector.ofSorted(origins, stamps)).isEqualTo(vector);
        });
  }

  @Test
  void refuses_entries_that_are_not_sorted_or_zero() {
    assertThatThrownBy(() -> VersionVector.ofSorted(List.of(B, A), 1, 1))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> VersionVector.ofSorted(List.of(A, A), 1, 1))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> VersionVector.ofSorted(List.of(A), 0))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> VersionVector.ofSorted(List.of(A, B), 1))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static Map<Origin, Stamp> entries(Random random) {
    TreeMap<Origin, Stamp> entries = new TreeMap<>();
    for (char name = 'a'; name < 'f'; name++) {
      if (random.nextBoolean()) {
        entries.put(new Origin(String.valueOf(name)), new Stamp(random.nextInt(4)));
      }
    }
    return entries;
  }
}
