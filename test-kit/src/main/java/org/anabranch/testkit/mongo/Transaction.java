package org.anabranch.testkit.mongo;

import de.bwaldvogel.mongo.bson.BsonTimestamp;
import de.bwaldvogel.mongo.bson.Document;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.anabranch.testkit.mongo.ChangeEvent.Change;
import org.jspecify.annotations.Nullable;

/**
 * A transaction in progress: it sees what was committed when it began and its own writes, which
 * nobody else sees.
 */
final class Transaction {
  /** How long a server lets a transaction run ({@code transactionLifetimeLimitSeconds}). */
  private static final long LIFETIME_NANOS_MAX = 60_000_000_000L;

  private final TransactionId id;
  private final BsonTimestamp snapshot;
  private final long begun = System.nanoTime();
  private final Map<DocumentId, @Nullable Document> documents = new LinkedHashMap<>();
  private final List<Change> changes = new ArrayList<>();

  Transaction(TransactionId id, BsonTimestamp snapshot) {
    this.id = id;
    this.snapshot = snapshot;
  }

  TransactionId id() {
    return id;
  }

  boolean isTooOld() {
    return System.nanoTime() - begun > LIFETIME_NANOS_MAX;
  }

  /** What it wrote, in its order. */
  List<Change> changes() {
    return changes;
  }

  /** The documents as its commit leaves them. */
  Map<DocumentId, @Nullable Document> documents() {
    return documents;
  }

  Storage.View view(ChangeLog log) {
    Map<DocumentId, @Nullable Document> seen = asOf(snapshot, log);
    seen.putAll(documents);
    return new Storage.View(seen);
  }

  /** The committed documents as they were at a time, as far as they were otherwise. */
  static Map<DocumentId, @Nullable Document> asOf(BsonTimestamp time, ChangeLog log) {
    Map<DocumentId, @Nullable Document> seen = new HashMap<>();
    log.after(time)
        .filter(event -> event.change().kind() != ChangeEvent.Kind.DROP)
        .filter(event -> !seen.containsKey(event.id()))
        .forEach(event -> seen.put(event.id(), event.change().before()));
    return seen;
  }

  /** Whether it holds one of these documents. */
  boolean wrote(Set<DocumentId> ids) {
    return ids.stream().anyMatch(documents::containsKey);
  }

  /** Whether one of these documents was written by somebody else since this one began. */
  boolean isOvertaken(Set<DocumentId> ids, ChangeLog log) {
    Stream<ChangeEvent> later = log.after(snapshot);
    return later.anyMatch(event -> ids.contains(event.id()));
  }

  void add(List<Change> written) {
    changes.addAll(written);
    written.forEach(change -> documents.put(change.id(), change.after()));
  }
}
