package org.anabranch.store.postgres.schema;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.function.LongSupplier;
import org.anabranch.store.postgres.failure.SqlFailures;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks every few seconds whether this database is captured, as long as a sink runs: a capture
 * drops its slot where a snapshot was interrupted, and an administrator may (docs/decisions/008).
 * What is written within these seconds is as if the sink had not looked.
 */
public final class CaptureWatch {

  private static final Logger LOG = LoggerFactory.getLogger(CaptureWatch.class);
  private static final long INTERVAL_NANOS = Duration.ofSeconds(2).toNanos();

  private final @Nullable CapturePublication publication;
  private final LongSupplier nanoTime;
  private boolean seen;
  private long seenNanos;

  /**
   * @param publication null where nobody captures the database
   * @param nanoTime tells how long ago the last look was
   */
  public CaptureWatch(@Nullable CapturePublication publication, LongSupplier nanoTime) {
    this.publication = publication;
    this.nanoTime = nanoTime;
  }

  /** Has the next look be due at once. */
  public void forget() {
    seen = false;
  }

  /**
   * Looks if that is due, without blocking: whoever calls tries again later.
   *
   * @throws org.anabranch.sink.store.StoreException.Unreachable where the capture lacks something
   */
  public void look(Connection connection) throws SQLException {
    boolean fresh = seen && nanoTime.getAsLong() - seenNanos <= INTERVAL_NANOS;
    if (publication == null || fresh) {
      return;
    }
    seen = false;
    String lack = publication.lack(connection);
    if (lack != null) {
      LOG.warn("Waiting until the capture can tell the sink's writes from local ones. {}", lack);
      throw SqlFailures.unreachable(lack);
    }
    seen = true;
    seenNanos = nanoTime.getAsLong();
  }
}
