package org.anabranch.keys.store.postgres;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.anabranch.model.change.KeyHash;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Looks from time to time which of the subjects at hand were forgotten. */
final class ForgottenWatch implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(ForgottenWatch.class);

  private final Duration between;
  private final Function<Set<KeyHash>, List<KeyHash>> lookup;
  private final ScheduledExecutorService executor =
      Executors.newSingleThreadScheduledExecutor(
          work -> {
            Thread thread = new Thread(work, "anabranch-keys-forgotten");
            thread.setDaemon(true);
            return thread;
          });

  /**
   * @param lookup finds out which of them are forgotten
   */
  ForgottenWatch(Duration between, Function<Set<KeyHash>, List<KeyHash>> lookup) {
    this.between = between;
    this.lookup = lookup;
  }

  void start(Supplier<Set<KeyHash>> held, Consumer<KeyHash> forgotten) {
    long millis = between.toMillis();
    // It ends with the executor; what it throws is told where it is caught.
    ScheduledFuture<?> unused =
        executor.scheduleWithFixedDelay(
            () -> look(held, forgotten), millis, millis, TimeUnit.MILLISECONDS);
  }

  private void look(Supplier<Set<KeyHash>> held, Consumer<KeyHash> forgotten) {
    try {
      Set<KeyHash> subjects = held.get();
      if (!subjects.isEmpty()) {
        lookup.apply(subjects).forEach(forgotten);
      }
    } catch (RuntimeException e) {
      LOG.warn("It is not known which subjects were forgotten: {}", e.getMessage());
    }
  }

  @Override
  public void close() {
    executor.shutdownNow();
  }
}
