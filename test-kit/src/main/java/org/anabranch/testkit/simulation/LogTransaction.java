package org.anabranch.testkit.simulation;

import java.util.List;
import java.util.function.BooleanSupplier;

/**
 * A committed transaction in a database's log, as the capture is given it: whole.
 *
 * @param position where its commit lies in the log
 * @param visible whether others see it by now; in Postgres a transaction is in the log before
 */
record LogTransaction(
    long id,
    long position,
    long committedAtMillis,
    List<LogEntry> entries,
    BooleanSupplier visible) {

  LogTransaction {
    entries = List.copyOf(entries);
  }

  LogTransaction with(List<LogEntry> others) {
    return new LogTransaction(id, position, committedAtMillis, others, visible);
  }
}
