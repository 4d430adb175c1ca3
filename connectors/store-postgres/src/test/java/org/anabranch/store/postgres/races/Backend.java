package org.anabranch.store.postgres.races;

import java.util.concurrent.Callable;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.anabranch.testkit.servers.Await;
import org.jspecify.annotations.Nullable;

/**
 * A session of the database with a thread of its own, known to the server by its application name.
 * Whether what it does waits for a lock is asked of the server, never guessed from the time that it
 * takes.
 */
final class Backend implements AutoCloseable {

  private static final String WAITING =
      """
      SELECT count(*) FROM pg_stat_activity
      WHERE datname = current_database() AND application_name = '%s'
        AND wait_event_type = 'Lock' AND cardinality(pg_blocking_pids(pid)) > 0
      """;

  private final Observer observer;
  private final String name;
  private final ExecutorService thread = Executors.newSingleThreadExecutor();
  private @Nullable Future<?> blocked;

  Backend(Observer observer, String name) {
    this.observer = observer;
    this.name = name;
  }

  /** Does something to its end. */
  <R> R does(Callable<R> work) {
    if (blocked != null) {
      throw new IllegalStateException(name + " waits for a lock");
    }
    return result(thread.submit(work));
  }

  /** Begins something that has to wait for another's lock; returns when it does. */
  void blocksIn(Callable<?> work) {
    if (blocked != null) {
      throw new IllegalStateException(name + " waits for a lock already");
    }
    Future<?> begun = thread.submit(work);
    blocked = begun;
    Await.until(name + " waits for a lock", Await.DEADLINE, () -> waits(begun));
  }

  private boolean waits(Future<?> begun) {
    if (begun.isDone()) {
      result(begun);
      throw new AssertionError(name + " did not have to wait for a lock");
    }
    return "1".equals(observer.text(WAITING.formatted(name)));
  }

  boolean isBlocked() {
    return blocked != null;
  }

  /** Waits for the end of what was blocked, once the other has let go. */
  void resumes() {
    Future<?> begun = blocked;
    if (begun == null) {
      throw new IllegalStateException(name + " waits for no lock");
    }
    blocked = null;
    result(begun);
  }

  private <R> R result(Future<R> future) {
    try {
      return future.get(Await.DEADLINE.toSeconds(), TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException unchecked) {
        throw unchecked;
      } else if (e.getCause() instanceof Error error) {
        throw error;
      }
      throw new CompletionException(e.getCause());
    } catch (TimeoutException e) {
      throw new AssertionError(name + " does not come to an end", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** Cuts the session off, as when its process is killed. */
  void dies() {
    observer.text(
        "SELECT count(pg_terminate_backend(pid, 10000)) FROM pg_stat_activity"
            + " WHERE datname = current_database() AND application_name = '"
            + name
            + "'");
  }

  /** Ends the thread, and cuts the session off where it waits for a lock still. */
  @Override
  public void close() {
    if (blocked != null) {
      dies();
    }
    thread.shutdown();
    Await.until(name + " ends", Await.DEADLINE, () -> thread.awaitTermination(1, TimeUnit.SECONDS));
  }
}
