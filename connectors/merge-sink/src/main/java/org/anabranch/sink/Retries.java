package org.anabranch.sink;

import java.time.Duration;
import org.anabranch.sink.store.StoreException;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.errors.RetriableException;
import org.apache.kafka.connect.sink.SinkTaskContext;

/** Counts how often in a row a batch was given back to Connect. */
final class Retries {

  private final int max;
  private final Duration backoff;
  private final SinkTaskContext context;
  private int inARow;

  /**
   * @param max negative for as long as it takes
   */
  Retries(int max, Duration backoff, SinkTaskContext context) {
    this.max = max;
    this.backoff = backoff;
    this.context = context;
  }

  /** What to throw: Connect offers the batch again, or the task has tried often enough. */
  ConnectException after(StoreException cause) {
    if (max >= 0 && inARow >= max) {
      return new ConnectException(
          "The store did not take the batch in "
              + (inARow + 1)
              + " attempts: "
              + cause.getMessage()
              + ". Mend that and restart the task, or raise "
              + MergeSinkOptions.MAX_RETRIES,
          cause);
    }
    inARow++;
    context.timeout(backoff.toMillis());
    return new RetriableException(cause.getMessage() + ". The batch is offered again", cause);
  }

  int inARow() {
    return inARow;
  }

  void reset() {
    inARow = 0;
  }
}
