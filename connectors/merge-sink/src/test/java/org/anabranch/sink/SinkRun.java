package org.anabranch.sink;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.anabranch.sink.document.ArrivalForm;
import org.anabranch.sink.store.InMemoryDatabase;
import org.anabranch.sink.store.InMemoryStore;
import org.anabranch.sink.store.Note;
import org.anabranch.sink.store.NoteChange;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.connect.sink.SinkRecord;
import org.jspecify.annotations.Nullable;

/** A merge sink of region a with everything around it, for tests. */
final class SinkRun implements AutoCloseable {

  final InMemoryDatabase database = new InMemoryDatabase();
  final RecordedContext context = new RecordedContext();
  final SettableClock clock = new SettableClock();
  final Map<String, String> configuration =
      new HashMap<>(
          Map.of(
              "context.origin", "a",
              "context.origins", "a,b,c",
              "context.lanes", String.valueOf(NoteChange.LANES),
              "retry.backoff.ms", "7"));
  FaultyStore.Faults faults = new FaultyStore.Faults() {};
  ArrivalForm form = ArrivalForm.AS_IT_CAME;
  boolean byField;
  int opened;
  int closed;
  private @Nullable StartedMerge started;

  SinkRun with(String option, String value) {
    configuration.put(option, value);
    return this;
  }

  SinkRun withReporter() {
    context.hasReporter = true;
    return this;
  }

  SinkRun withFaults(FaultyStore.Faults wrong) {
    faults = wrong;
    return this;
  }

  /** Gives the task lanes, of whatever topic. */
  SinkRun assigned(int... lanes) {
    context.assignment.clear();
    for (int lane : lanes) {
      context.assignment.add(new TopicPartition("any", lane));
    }
    sink().assigned(context.assignment);
    return this;
  }

  /** The task ends, and the next one begins with the same store. */
  SinkRun restarted() {
    close();
    started = null;
    return this;
  }

  /** Time passes for the task and for the database. */
  void passes(Duration time) {
    clock.millis += time.toMillis();
    database.passes(time);
  }

  /** Connect calls although nothing has arrived. */
  void putNothing() {
    put(List.of());
  }

  StartedMerge sink() {
    if (started == null) {
      MergeSinkOptions options = MergeSinkOptions.of(configuration);
      started =
          new StartedMerge(
              byField ? options.byField() : options,
              () -> {
                opened++;
                return new FaultyStore(new InMemoryStore(database), faults, () -> closed++);
              },
              form,
              context,
              clock,
              new Backoff(4, Duration.ZERO));
    }
    return started;
  }

  /** Hands changes over as records; each one's offset is its stamp. */
  void put(NoteChange... changes) {
    put(Arrays.stream(changes).map(change -> record(change)).toList());
  }

  void put(SinkRecord... records) {
    put(List.of(records));
  }

  void put(List<SinkRecord> records) {
    sink().put(new ArrayList<>(records));
  }

  static SinkRecord record(NoteChange change) {
    return change.record(change.change().sequence().bits());
  }

  /** The body of a note; null where the note is missing. */
  @Nullable String body(long id) {
    Note note = database.find(id);
    return note == null ? null : note.body();
  }

  @Override
  public void close() {
    sink().close();
  }
}
