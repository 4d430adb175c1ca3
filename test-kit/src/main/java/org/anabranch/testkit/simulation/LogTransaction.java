package org.anabranch.testkit.simulation;

import java.util.List;

/** A committed transaction in a database's log, as the capture is given it: whole. */
record LogTransaction(long id, long committedAtMillis, List<LogEntry> entries) {

  LogTransaction {
    entries = List.copyOf(entries);
  }
}
