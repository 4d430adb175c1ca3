package org.anabranch.store.postgres.positions;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.ToLongFunction;
import org.anabranch.sink.store.StoreException;
import org.anabranch.store.postgres.TestDatabase;
import org.anabranch.testkit.servers.Await;

/**
 * Applications and sinks at the same few rows at once, in a database of their own. What each of
 * them does follows from the seed; how they meet does not. Serves one run.
 */
final class Stress implements AutoCloseable {

  private static final int WRITERS = 4;

  private final TestDatabase database =
      TestDatabase.with(
          "CREATE SCHEMA app",
          "CREATE TABLE app.t (id int PRIMARY KEY, v text)",
          "ALTER TABLE app.t REPLICA IDENTITY FULL");
  private final long seed;
  private final LogicalSlot slot;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final AtomicInteger sinking = new AtomicInteger();
  private final AtomicInteger contended = new AtomicInteger();

  Stress(long seed) {
    this.seed = seed;
    database.execute("ALTER DATABASE " + database.name() + " SET deadlock_timeout = '10ms'");
    this.slot = new LogicalSlot(database, "app.t");
  }

  /** What came of it. */
  record Outcome(List<SinkRound> rounds, Map<Integer, RowHistory> histories, String statistics) {

    Comparison compared(ToLongFunction<SinkRound> position) {
      return new Comparison(histories.values(), rounds, position);
    }
  }

  /**
   * Lets all of them write until each of the two sinks has committed so often.
   *
   * @param pacedEvery in every how many rounds all rows are written by the application between the
   *     sink's first reading of the position and its data statements; 0 for never
   */
  Outcome run(int roundsPerSink, int pacedEvery) throws Exception {
    List<LocalWriter> writers = new ArrayList<>();
    try (StoreSink store = new StoreSink(database);
        SavepointSink savepoints = new SavepointSink(database);
        PacedWriter paced = new PacedWriter(database)) {
      List<Future<List<SinkRound>>> sinks = new ArrayList<>();
      sinking.set(2);
      sinks.add(threads.submit(() -> rounds(store, 1, roundsPerSink, pacedEvery, paced)));
      sinks.add(threads.submit(() -> rounds(savepoints, 2, roundsPerSink, 0, paced)));
      List<Future<Integer>> writing = new ArrayList<>();
      for (int i = 0; i < WRITERS; i++) {
        LocalWriter writer = new LocalWriter(database, "w" + i, seed * 31 + i);
        writers.add(writer);
        writing.add(threads.submit(() -> writeWhileSinking(writer)));
      }
      List<SinkRound> rounds = new ArrayList<>();
      for (Future<List<SinkRound>> sink : sinks) {
        rounds.addAll(sink.get(Await.DEADLINE.toSeconds(), TimeUnit.SECONDS));
      }
      for (Future<Integer> writer : writing) {
        writer.get(Await.DEADLINE.toSeconds(), TimeUnit.SECONDS);
      }
      return outcome(rounds, writers);
    } finally {
      sinking.set(0);
      for (LocalWriter writer : writers) {
        writer.close();
      }
    }
  }

  private List<SinkRound> rounds(
      Sink sink, int number, int count, int pacedEvery, PacedWriter paced) throws SQLException {
    Random random = new Random(seed * 31 - number);
    List<SinkRound> rounds = new ArrayList<>();
    try {
      for (int attempt = 0; rounds.size() < count; attempt++) {
        boolean pace = pacedEvery > 0 && attempt % pacedEvery == 0;
        try {
          sink.write(random, "s" + number + "." + attempt, pace ? paced::write : () -> {})
              .ifPresent(rounds::add);
        } catch (StoreException.Contended e) {
          contended.incrementAndGet();
        }
      }
      return rounds;
    } finally {
      sinking.decrementAndGet();
    }
  }

  private int writeWhileSinking(LocalWriter writer) throws SQLException {
    while (sinking.get() > 0) {
      writer.transact();
    }
    return writer.commits();
  }

  private Outcome outcome(List<SinkRound> rounds, List<LocalWriter> writers) {
    List<LoggedChange> log = slot.read();
    Map<Integer, RowHistory> histories = RowHistory.of(log);
    histories.forEach(
        (id, history) -> {
          String last = database.text("SELECT v FROM app.t WHERE id = " + id);
          if (!Objects.equals(last, history.last())) {
            throw new AssertionError("Row %d is %s, not %s".formatted(id, last, history.last()));
          }
        });
    String statistics =
        "%d sink transactions, %d contended; %d local ones, %d undone; %d changes of %d rows"
            .formatted(
                rounds.size(),
                contended.get(),
                writers.stream().mapToInt(LocalWriter::commits).sum(),
                writers.stream().mapToInt(LocalWriter::undone).sum(),
                log.size(),
                histories.size());
    return new Outcome(rounds, histories, statistics);
  }

  @Override
  public void close() {
    threads.shutdownNow();
    Await.until(
        "all threads end", Await.DEADLINE, () -> threads.awaitTermination(1, TimeUnit.SECONDS));
    slot.close();
  }
}
