package org.anabranch.model;

import java.util.function.LongConsumer;
import java.util.stream.LongStream;

/** The seeds of a random test: fixed ones, or the one given with {@code -Dseed=…} for a replay. */
public final class Seeds {

  private static final String ONE = "seed";

  private Seeds() {}

  public static LongStream upTo(int count) {
    Long one = Long.getLong(ONE);
    return one == null ? LongStream.range(0, count) : LongStream.of(one);
  }

  /**
   * Runs a check for every seed; the first failure names its seed and the command that replays it.
   */
  public static void check(int count, String module, Class<?> test, LongConsumer check) {
    upTo(count)
        .forEach(
            seed -> {
              try {
                check.accept(seed);
              } catch (RuntimeException | AssertionError e) {
                throw new AssertionError(
                    "Seed " + seed + " fails. Replay: " + replay(module, test, seed), e);
              }
            });
  }

  public static String replay(String module, Class<?> test, long seed) {
    return "mvn -B -pl " + module + " test -Dtest=" + test.getSimpleName() + " -Dseed=" + seed;
  }
}
