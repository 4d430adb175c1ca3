package org.anabranch.testkit.simulation;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * All interleavings of two regions that share one key in one lane, each of which takes so many
 * steps: a statement or the commit of its application, a transaction read by its capture, and a
 * merge in two halves, cut after the data is written and before its log position is read. After
 * them both come to rest.
 *
 * <p>Steps of different regions that cannot meet, because neither is a capture that sends while the
 * other is a merge that begins to read, commute: only the order with the first region's step first
 * is tried. So each schedule stands for all that differ from it by such swaps, and none is left
 * out.
 */
final class Interleavings {

  /** What a region does in a step. */
  enum Move {
    APPLICATION,
    CAPTURE,
    MERGE
  }

  /** A move of one of the two regions. */
  record Step(int region, Move move) {

    /** Whether it makes no difference which of two comes first. */
    boolean commutes(Step other) {
      boolean sends = move == Move.CAPTURE && other.move == Move.MERGE;
      boolean reads = move == Move.MERGE && other.move == Move.CAPTURE;
      return region != other.region && !sends && !reads;
    }
  }

  private static final int PIECES_MAX = 60;

  private final List<Script> scripts;
  private final boolean filled;
  private final int stepsEach;
  private final Variant variant;
  private long schedules;

  /**
   * The interleavings of two scripts.
   *
   * @param filled whether the first region's row is there, and known everywhere, from the start
   */
  Interleavings(List<Script> scripts, boolean filled, int stepsEach, Variant variant) {
    this.scripts = List.copyOf(scripts);
    this.filled = filled;
    this.stepsEach = stepsEach;
    this.variant = variant;
  }

  /** How many were tried so far. */
  long schedules() {
    return schedules;
  }

  /**
   * Tries them all, or until a promise is broken.
   *
   * @return the steps and how they broke it; null where none did
   */
  @Nullable Failed run() {
    return extend(new ArrayList<>());
  }

  /** A schedule that broke a promise. */
  record Failed(List<Step> steps, RuntimeException how) {}

  private @Nullable Failed extend(List<Step> steps) {
    boolean extended = false;
    for (int region = 0; region < scripts.size(); region++) {
      for (Move move : Move.values()) {
        Step next = new Step(region, move);
        if (wanted(steps, next)) {
          steps.add(next);
          if (possible(steps)) {
            extended = true;
            Failed failed = extend(steps);
            if (failed != null) {
              return failed;
            }
          }
          steps.remove(steps.size() - 1);
        }
      }
    }
    return extended ? null : finish(steps);
  }

  private boolean wanted(List<Step> steps, Step next) {
    long taken = steps.stream().filter(step -> step.region() == next.region()).count();
    long played =
        steps.stream()
            .filter(step -> step.region() == next.region() && step.move() == Move.APPLICATION)
            .count();
    boolean left = next.move() != Move.APPLICATION || played < scripts.get(next.region()).steps();
    Step last = steps.isEmpty() ? null : steps.get(steps.size() - 1);
    boolean swapped = last != null && next.region() < last.region() && next.commutes(last);
    return taken < stepsEach && left && !swapped;
  }

  /** Whether the last step does anything. */
  private boolean possible(List<Step> steps) {
    try {
      return new Run(new Schedule(false)).play(steps);
    } catch (Divergence e) {
      // It is told when the schedule is run to its end.
      return true;
    }
  }

  private @Nullable Failed finish(List<Step> steps) {
    schedules++;
    try {
      Run run = new Run(new Schedule(false));
      run.play(steps);
      run.simulation.comeToRest();
      run.simulation.check();
      return null;
    } catch (RuntimeException e) {
      return new Failed(List.copyOf(steps), e);
    }
  }

  /** What happened in a schedule, line by line. */
  String told(List<Step> steps) {
    Schedule schedule = new Schedule(true);
    try {
      Run run = new Run(schedule);
      run.play(steps);
      run.simulation.comeToRest();
      run.simulation.check();
    } catch (RuntimeException e) {
      return schedule + "\n" + e;
    }
    return schedule.toString();
  }

  /** One world, in which steps are taken. */
  private final class Run {
    private final Simulation simulation;
    private final int[] played = new int[2];

    Run(Schedule schedule) {
      World world = new World(Settings.oneKey(), Choices.DULL, schedule, variant);
      simulation = new Simulation(world, Choices.DULL);
      if (filled) {
        Script first = new Script(List.of(List.of(SessionStatement.Kind.UPSERT)));
        first.play(simulation.site(0).sessions().get(0), 0);
        first.play(simulation.site(0).sessions().get(0), 1);
        simulation.comeToRest();
        world.passTime(1);
      }
    }

    /** Takes the steps; whether the last one did anything. */
    boolean play(List<Step> steps) {
      boolean moved = true;
      for (Step step : steps) {
        moved = take(step);
      }
      return moved;
    }

    private boolean take(Step step) {
      int region = step.region();
      return switch (step.move()) {
        case APPLICATION -> {
          scripts.get(region).play(simulation.site(region).sessions().get(0), played[region]++);
          yield true;
        }
        case CAPTURE -> capture(simulation.site(region).capture());
        case MERGE -> merge(simulation.site(region).tasks().get(0));
      };
    }

    private boolean capture(Capture capture) {
      boolean read = capture.act(Choices.DULL);
      for (int piece = 0; piece < PIECES_MAX && capture.inTransaction(); piece++) {
        capture.act(Choices.DULL);
      }
      return read;
    }

    private boolean merge(MergeTask task) {
      boolean begun = task.busy() || task.act(Choices.DULL);
      boolean written = task.dataWritten();
      for (int piece = 0; piece < PIECES_MAX && task.busy(); piece++) {
        task.act(Choices.DULL);
        if (!written && task.dataWritten()) {
          break;
        }
      }
      return begun;
    }
  }
}
