package org.anabranch.capture;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.anabranch.model.change.TableName;
import org.anabranch.model.version.Origin;
import org.anabranch.model.version.Stamp;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** C1: from whatever stored state a capture starts again, it names every change as before. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class CaptureReplayTest {

  private static final Origin HERE = new Origin("here");
  private static final List<Origin> ALL = List.of(HERE, new Origin("b"), new Origin("c-1"));
  private static final int LANES = 3;

  private sealed interface Step {
    record Watermark(Origin origin, TableName table, int lane, Stamp stamp) implements Step {}

    record Local(TableName table, int lane) implements Step {}
  }

  private record Transaction(long committedAtMillis, List<Step> steps) {}

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 2, 3, 5, 8, 13, 21, 34, 55, 89, 144, 233})
  void a_replay_from_any_completed_state_repeats_every_stamp_and_context(long seed) {
    List<Transaction> log = log(new Random(seed));
    List<String> states = new ArrayList<>();
    List<List<Stamped>> once = run(CaptureState.EMPTY, log, states);
    for (int from = 0; from <= log.size(); from++) {
      List<List<Stamped>> again =
          run(stored(states.get(from)), log.subList(from, log.size()), new ArrayList<>());
      assertThat(again)
          .as("seed %d, restarted after %d transactions", seed, from)
          .isEqualTo(once.subList(from, once.size()));
    }
  }

  private static List<List<Stamped>> run(
      CaptureState start, List<Transaction> log, List<String> states) {
    CaptureTracker tracker = new CaptureTracker(HERE, start);
    List<List<Stamped>> all = new ArrayList<>();
    states.add(text(tracker.completed()));
    for (Transaction transaction : log) {
      all.add(run(tracker, transaction));
      states.add(text(tracker.completed()));
    }
    return all;
  }

  private static List<Stamped> run(CaptureTracker tracker, Transaction transaction) {
    List<Stamped> stamped = new ArrayList<>();
    tracker.begin();
    for (Step step : transaction.steps()) {
      if (step instanceof Step.Watermark mark) {
        tracker.watermark(mark.origin(), mark.table(), mark.lane(), mark.stamp());
      } else if (step instanceof Step.Local local && !tracker.echo()) {
        stamped.add(tracker.local(local.table(), local.lane(), transaction.committedAtMillis()));
      }
    }
    tracker.commit();
    return stamped;
  }

  private static List<Transaction> log(Random random) {
    List<TableName> tables =
        List.of(new TableName("public", "notes"), new TableName("Odd /|: Schema", "a b.c=d,e"));
    List<Transaction> log = new ArrayList<>();
    long now = 1_700_000_000_000L;
    for (int i = 0; i < 60; i++) {
      now += random.nextInt(5) - 2;
      boolean sink = random.nextInt(3) == 0;
      List<Step> steps = new ArrayList<>();
      for (int j = 0; j < 1 + random.nextInt(3); j++) {
        TableName table = tables.get(random.nextInt(tables.size()));
        int lane = random.nextInt(LANES);
        if (sink && (j == 0 || random.nextBoolean())) {
          Stamp stamp = new Stamp(Stamp.atMillis(now).bits() + random.nextInt(200_000));
          steps.add(new Step.Watermark(ALL.get(random.nextInt(3)), table, lane, stamp));
        } else {
          steps.add(new Step.Local(table, lane));
        }
      }
      log.add(new Transaction(now, steps));
    }
    return log;
  }

  private static String text(CaptureState state) {
    return state.clock().bits() + ";" + state.applied().text();
  }

  private static CaptureState stored(String text) {
    int end = text.indexOf(';');
    return new CaptureState(
        new Stamp(Long.parseLong(text.substring(0, end))), Applied.parse(text.substring(end + 1)));
  }
}
