package org.anabranch.testkit.simulation;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * The shape of a run.
 *
 * @param lanes per table
 * @param keys per table
 * @param layout how streams are dealt to merge tasks
 * @param stallsOneIn how rarely a session takes long; zero for never
 */
record Settings(
    int regions,
    int tables,
    int keys,
    int lanes,
    List<Long> clockSkewsMillis,
    TaskLayout layout,
    int sessions,
    int steps,
    int stallsOneIn,
    Set<Trait> traits) {

  private static final List<Long> SKEWS_MILLIS = List.of(0L, 0L, 0L, 30L, -40L);

  /** Two regions that share nothing but one key. */
  static Settings oneKey() {
    return new Settings(
        2, 1, 1, 1, List.of(0L, 0L), TaskLayout.ONE_TASK, 1, 0, 0, EnumSet.noneOf(Trait.class));
  }

  static Settings draw(Choices choices) {
    choices.nextStep();
    // In every other world all meet on one key of two regions, where most rules are needed.
    boolean large = choices.oneIn(2);
    return new Settings(
        2 + (large ? choices.below(3) : 0),
        1 + (large ? choices.below(4) / 3 : 0),
        1 + (large ? choices.below(3) : 0),
        1 + (large ? choices.below(3) : 0),
        List.of(
            choices.pick(SKEWS_MILLIS),
            choices.pick(SKEWS_MILLIS),
            choices.pick(SKEWS_MILLIS),
            choices.pick(SKEWS_MILLIS)),
        choices.pick(List.of(TaskLayout.values())),
        1 + choices.below(3),
        200 * (1 + choices.below(4)),
        choices.pick(List.of(0, 24, 4)),
        traits(choices));
  }

  private static Set<Trait> traits(Choices choices) {
    Set<Trait> traits = EnumSet.noneOf(Trait.class);
    for (Trait trait : Trait.values()) {
      if (trait.drawn(choices)) {
        traits.add(trait);
      }
    }
    if (traits.contains(Trait.JOINS)) {
      // Who sends everything again must show everything.
      traits.removeAll(Set.of(Trait.REFUSALS, Trait.STUBS));
    }
    return traits;
  }

  /**
   * With a second table, which is merged by rows. Without what is open of tables that are merged by
   * column (docs/decisions/017), and long columns, which are told otherwise.
   */
  Settings byColumn() {
    return new Settings(
        regions,
        2,
        keys,
        lanes,
        clockSkewsMillis,
        layout,
        sessions,
        steps,
        stallsOneIn,
        traitsBut(Trait.SLOTS_LOST, Trait.LONG_COLUMNS, Trait.STUBS, Trait.JOINS, Trait.TRUNCATES));
  }

  /**
   * Without regions that join: who is to join is sent the rows that a region shows, so nothing may
   * be open. Without stubs, which end what is kept.
   */
  Settings keepLocal() {
    return new Settings(
        regions,
        tables,
        keys,
        lanes,
        clockSkewsMillis,
        layout,
        sessions,
        steps,
        stallsOneIn,
        traitsBut(Trait.JOINS, Trait.STUBS));
  }

  /**
   * With rows that can exclude each other, and without what is told of rows in another way (long
   * columns, stubs, refusals) or lost (slots), and without regions that come and go.
   */
  Settings unique() {
    return withTables(tables);
  }

  /** Three regions with one table, and without what is open of stubs in it (docs/decisions/022). */
  Settings residency() {
    return new Settings(
        3,
        1,
        Math.min(2, keys),
        lanes,
        clockSkewsMillis,
        layout,
        sessions,
        steps / 4,
        stallsOneIn,
        traitsBut(
            Trait.FILLED,
            Trait.REFUSALS,
            Trait.CASCADES,
            Trait.SLOTS_LOST,
            Trait.STUBS,
            Trait.LONG_COLUMNS,
            Trait.TRUNCATES,
            Trait.KEYS_CHANGE,
            Trait.JOINS,
            Trait.RETIRES));
  }

  /**
   * With a second table, of which another system writes events; without what tells rows otherwise
   * (long columns, stubs, refusals), and without regions that come and go.
   */
  Settings external() {
    return new Settings(
        regions,
        2,
        keys,
        lanes,
        clockSkewsMillis,
        layout,
        sessions,
        steps,
        stallsOneIn,
        traitsBut(Trait.LONG_COLUMNS, Trait.STUBS, Trait.REFUSALS, Trait.JOINS, Trait.RETIRES));
  }

  /** As {@link #unique()}, with rows of a table that refer to another's. */
  Settings referring() {
    return withTables(2);
  }

  private Settings withTables(int tables) {
    return new Settings(
        regions,
        tables,
        Math.max(2, keys),
        lanes,
        clockSkewsMillis,
        layout,
        sessions,
        steps,
        stallsOneIn,
        traitsBut(
            Trait.SLOTS_LOST,
            Trait.LONG_COLUMNS,
            Trait.STUBS,
            Trait.REFUSALS,
            Trait.JOINS,
            Trait.RETIRES));
  }

  private Set<Trait> traitsBut(Trait... leftOut) {
    Set<Trait> left = EnumSet.copyOf(traits);
    left.removeAll(Set.of(leftOut));
    return left;
  }

  boolean has(Trait trait) {
    return traits.contains(trait);
  }
}
