package org.anabranch.store.mongodb.statement;

import com.mongodb.client.model.ReplaceOneModel;
import com.mongodb.client.model.UpdateOneModel;
import com.mongodb.client.model.UpdateOptions;
import com.mongodb.client.model.WriteModel;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.anabranch.sink.store.VersionKey;
import org.anabranch.sink.store.VersionRow;
import org.anabranch.store.mongodb.schema.SinkCollections;
import org.bson.BsonDateTime;
import org.bson.BsonDocument;
import org.bson.BsonInt64;

/**
 * Claims, locks and writes version rows. MongoDB locks a document for whoever writes to it in a
 * transaction, not for whoever reads it, and has others fail instead of wait; so a lock is a write
 * of something that no other transaction writes.
 *
 * @see <a
 *     href="https://www.mongodb.com/docs/manual/core/transactions-production-consideration/">the
 *     manual on transactions and write conflicts</a>
 */
public final class VersionStatements {

  static final String LOCK = "lock";

  private static final AtomicLong LOCKS = new AtomicLong(System.nanoTime());

  private final SessionScope scope;
  private final BsonDocument locking;
  private final Set<VersionKey> locked = new HashSet<>();

  public VersionStatements(SessionScope scope) {
    this.scope = scope;
    this.locking = new BsonDocument(LOCK, new BsonInt64(LOCKS.incrementAndGet()));
  }

  /** What locks a document: a write that differs from every other one. */
  BsonDocument locking() {
    return new BsonDocument("$set", locking);
  }

  /** Inserts an empty version row for each key that has none; answers how many. Locks all. */
  public int claim(List<VersionKey> keys) {
    UpdateOptions upsert = new UpdateOptions().upsert(true);
    List<UpdateOneModel<BsonDocument>> claims =
        keys.stream()
            .map(
                key ->
                    new UpdateOneModel<BsonDocument>(
                        new BsonDocument("_id", VersionDocuments.id(key)),
                        locking().append("$setOnInsert", empty(key)),
                        upsert))
            .toList();
    int claimed = scope.write(scope.own(SinkCollections.VERSION), claims).getUpserts().size();
    locked.addAll(keys);
    return claimed;
  }

  private static BsonDocument empty(VersionKey key) {
    BsonDocument empty = VersionDocuments.of(VersionRow.empty(key));
    empty.remove("_id");
    return empty.append(VersionDocuments.MERGED_AT, now());
  }

  private static BsonDateTime now() {
    return new BsonDateTime(System.currentTimeMillis());
  }

  /** Those that exist, locked. */
  public Map<VersionKey, VersionRow> lock(List<VersionKey> keys) {
    lockMore(keys.stream().filter(key -> !locked.contains(key)).toList());
    Map<VersionKey, VersionRow> found = new HashMap<>();
    for (BsonDocument document :
        scope.findAll(
            scope.own(SinkCollections.VERSION), keys.stream().map(VersionDocuments::id).toList())) {
      VersionRow row = VersionDocuments.read(document);
      found.put(row.key(), row);
    }
    return found;
  }

  /** Locks rows that exist. */
  void lockMore(Collection<VersionKey> keys) {
    if (!keys.isEmpty()) {
      List<WriteModel<BsonDocument>> locks =
          keys.stream()
              .<WriteModel<BsonDocument>>map(
                  key ->
                      new UpdateOneModel<>(
                          new BsonDocument("_id", VersionDocuments.id(key)), locking()))
              .toList();
      scope.write(scope.own(SinkCollections.VERSION), locks);
      locked.addAll(keys);
    }
  }

  /** Writes version rows that are locked; answers how many. */
  public int write(List<VersionRow> rows) {
    BsonDateTime now = now();
    List<ReplaceOneModel<BsonDocument>> writes =
        rows.stream()
            .map(
                row ->
                    new ReplaceOneModel<BsonDocument>(
                        new BsonDocument("_id", VersionDocuments.id(row.key())),
                        VersionDocuments.of(row).append(VersionDocuments.MERGED_AT, now)))
            .toList();
    return scope.write(scope.own(SinkCollections.VERSION), writes).getMatchedCount();
  }
}
