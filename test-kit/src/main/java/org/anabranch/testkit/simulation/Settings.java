package org.anabranch.testkit.simulation;

import java.util.List;

/**
 * The shape of a run.
 *
 * @param lanes per table
 * @param keys per table
 * @param layout how streams are dealt to merge tasks
 * @param stallsOneIn how rarely a session takes long; zero for never
 * @param filled whether there are rows before anything is captured
 * @param wire whether changes travel as the text of their header
 * @param cascades whether a row goes when another one is deleted
 * @param refusals whether regions cannot apply some of the others' changes (M8)
 * @param slotsLost whether a capture can lose its slot and its offsets, and with them what it had
 *     not read
 * @param slowVisibility whether something may happen between a commit's place in the log and its
 *     being seen
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
    boolean filled,
    boolean wire,
    boolean slowVisibility,
    boolean refusals,
    boolean cascades,
    boolean slotsLost) {

  private static final List<Long> SKEWS_MILLIS = List.of(0L, 0L, 0L, 30L, -40L);

  /** Two regions that share nothing but one key. */
  static Settings oneKey() {
    return new Settings(
        2,
        1,
        1,
        1,
        List.of(0L, 0L),
        TaskLayout.ONE_TASK,
        1,
        0,
        0,
        false,
        false,
        false,
        false,
        false,
        false);
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
        choices.oneIn(3),
        choices.oneIn(5),
        choices.oneIn(2),
        choices.oneIn(5),
        choices.oneIn(4),
        choices.oneIn(5));
  }
}
