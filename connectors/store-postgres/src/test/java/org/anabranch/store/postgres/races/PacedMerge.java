package org.anabranch.store.postgres.races;

import static org.anabranch.sink.store.NoteChange.A;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.anabranch.model.merge.LastWriterWins;
import org.anabranch.records.key.KeyHasher;
import org.anabranch.sink.plan.MergePlan;
import org.anabranch.sink.plan.MergeReport;
import org.anabranch.sink.plan.Step;
import org.anabranch.sink.plan.Strategy;
import org.anabranch.sink.store.Arrival;
import org.anabranch.sink.store.Conflict.Verdict;
import org.anabranch.sink.store.NoteChange;
import org.anabranch.sink.store.RowMarks;
import org.anabranch.sink.store.Statement;
import org.anabranch.sink.store.Statement.DeleteRows;
import org.anabranch.sink.store.Statement.ReadPosition;
import org.anabranch.sink.store.Statement.Restored;
import org.anabranch.sink.store.StoreException;
import org.anabranch.sink.store.StoreTransaction;
import org.anabranch.sink.store.VersionRow.SinkWrite;
import org.anabranch.sink.store.Watermark;
import org.anabranch.sink.store.WatermarkKey;
import org.anabranch.store.postgres.PostgresContextStore;

/**
 * One attempt of a sink task at a batch: the shipped plan on a session of the shipped store, one
 * named statement at a time. It knows the watermarks as they stood when it was made.
 */
final class PacedMerge implements AutoCloseable {

  private final Backend backend;
  private final PostgresContextStore store;
  private final StoreTransaction transaction;
  private Step next;
  private long mark;
  private long position;

  PacedMerge(Observer observer, Sink sink, List<Arrival> batch) {
    this.backend = new Backend(observer, sink.name());
    this.store = sink.store();
    store.prepare(Set.of(NoteChange.TABLE));
    MergePlan plan =
        new MergePlan(
            A,
            table -> new Strategy("last-writer-wins", new LastWriterWins(), Verdict.SETTLED),
            standing(batch),
            batch,
            KeyHasher.withSecret(null),
            false);
    this.transaction = store.begin();
    this.next = plan.start();
  }

  private Map<WatermarkKey, Watermark> standing(List<Arrival> batch) {
    Set<WatermarkKey> streams = new TreeSet<>();
    for (Arrival arrival : batch) {
      streams.add(arrival.stream());
      streams.add(new WatermarkKey(A, NoteChange.TABLE, arrival.stream().lane()));
    }
    Map<WatermarkKey, Watermark> standing = new HashMap<>(store.watermarks(streams));
    streams.forEach(stream -> standing.putIfAbsent(stream, Watermark.NONE));
    return standing;
  }

  /** Executes what comes before a statement. */
  PacedMerge until(String statement) {
    resume();
    while (!upcoming().equals(statement)) {
      backend.does(this::answerNext);
    }
    return this;
  }

  /** Executes all statements, without the commit. */
  PacedMerge untilCommit() {
    resume();
    while (next instanceof Step.Ask<?>) {
      backend.does(this::answerNext);
    }
    return this;
  }

  /** Begins a statement that has to wait for another's lock. */
  PacedMerge blocksIn(String statement) {
    until(statement);
    backend.blocksIn(this::answerNext);
    return this;
  }

  private String upcoming() {
    if (next instanceof Step.Ask<?> ask) {
      return ask.statement().name();
    }
    throw new AssertionError("The merge ended with " + next);
  }

  /** What was blocked comes first; until it is done, the next step is not known. */
  private void resume() {
    if (backend.isBlocked()) {
      backend.resumes();
    }
  }

  private boolean answerNext() {
    next = next instanceof Step.Ask<?> ask ? answer(ask) : next;
    return true;
  }

  private <R> Step answer(Step.Ask<R> ask) {
    R answer = transaction.execute(ask.statement());
    remember(ask.statement(), answer);
    return ask.then().apply(answer);
  }

  private void remember(Statement<?> statement, Object answer) {
    if (answer instanceof Restored restored) {
      mark = restored.writers().shared();
    } else if (answer instanceof RowMarks marks) {
      mark = marks.shared();
    } else if (statement instanceof DeleteRows) {
      mark = (Long) answer;
    } else if (statement instanceof ReadPosition) {
      position = (Long) answer;
    }
  }

  /**
   * Executes the rest and commits.
   *
   * @throws StoreException where a statement fails; all is rolled back then
   */
  MergeReport finishes() {
    if (ends() instanceof Step.Done done) {
      return done.report();
    }
    throw new AssertionError("The merge ended with " + next);
  }

  /** Executes the rest, and commits where the plan says so; answers the plan's last step. */
  Step ends() {
    try {
      untilCommit();
    } catch (StoreException e) {
      rollsBack();
      throw e;
    }
    if (next instanceof Step.Done) {
      backend.does(
          () -> {
            transaction.commit();
            return true;
          });
    } else {
      rollsBack();
    }
    return next;
  }

  void rollsBack() {
    backend.does(
        () -> {
          transaction.close();
          return true;
        });
  }

  /** The task's process is killed. */
  void dies() {
    backend.dies();
  }

  /** How it wrote the rows that it wrote. */
  SinkWrite wrote() {
    return new SinkWrite(position, mark, false);
  }

  /** How it deleted the rows that it deleted. */
  SinkWrite deleted() {
    return new SinkWrite(position, mark, true);
  }

  @Override
  public void close() {
    backend.close();
    transaction.close();
  }
}
