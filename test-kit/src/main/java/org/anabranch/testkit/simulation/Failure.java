package org.anabranch.testkit.simulation;

/**
 * A schedule that broke a promise.
 *
 * @param seed where it came from
 * @param tape its decisions, as short as they could be made
 */
record Failure(long seed, RuntimeException broken, Tape tape) {

  private static final String COMMAND =
      "  mvn -B -pl test-kit/tests -am test -Dtest=SimulationTest"
          + " -Dsurefire.failIfNoSpecifiedTests=false ";

  /** What a person needs: what broke, how it went, and how to see it again. */
  String report(Variant variant) {
    Schedule schedule = new Schedule(true);
    String end = "";
    try {
      Simulation.run(tape.play(), variant, schedule);
    } catch (RuntimeException again) {
      end = again.toString();
    }
    return String.join(
        System.lineSeparator(),
        "Seed " + seed + ": " + broken,
        "The shortest schedule found, of " + tape.decisions() + " decisions:",
        schedule.toString(),
        end,
        // A variant is a test's own; there is nothing to replay it from the command line.
        variant.equals(Variant.NONE) ? commands() : "Its decisions: " + tape);
  }

  private String commands() {
    return String.join(
        System.lineSeparator(),
        "To replay the seed:",
        COMMAND + "-Dsimulation.seed=" + seed,
        "To replay the shortened schedule:",
        COMMAND + "-Dsimulation.tape=" + tape);
  }
}
