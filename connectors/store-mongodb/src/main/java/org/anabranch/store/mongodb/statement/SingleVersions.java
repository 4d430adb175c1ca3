package org.anabranch.store.mongodb.statement;

import com.mongodb.MongoBulkWriteException;
import com.mongodb.client.model.InsertOneModel;
import com.mongodb.client.model.ReplaceOneModel;
import com.mongodb.client.model.Sorts;
import com.mongodb.client.model.WriteModel;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.anabranch.model.version.Stamp;
import org.anabranch.records.document.MarkedForm;
import org.anabranch.sink.single.Removal;
import org.anabranch.sink.single.SingleStatement.Droppable;
import org.anabranch.sink.single.SingleStatement.ReadDroppable;
import org.anabranch.sink.single.SingleStatement.WriteVersion;
import org.anabranch.sink.single.SingleVersion;
import org.anabranch.sink.store.StoreException;
import org.anabranch.sink.store.TableLane;
import org.anabranch.sink.store.VersionKey;
import org.anabranch.sink.store.VersionRow;
import org.anabranch.sink.store.VersionRow.SinkWrite;
import org.anabranch.store.mongodb.failure.MongoFailures;
import org.anabranch.store.mongodb.schema.SinkCollections;
import org.bson.BsonBinary;
import org.bson.BsonBoolean;
import org.bson.BsonDateTime;
import org.bson.BsonDocument;
import org.bson.BsonInt64;
import org.jspecify.annotations.Nullable;

/**
 * Reads and writes what is merged of keys without transactions, each under its revision. It is
 * always written as a whole, so that the log says what it was then.
 */
public final class SingleVersions {

  /** When a version was forgotten, or begun; an index removes those that stay so. */
  public static final String FORGOTTEN_AT = "forgotten_at";

  /** Random, so that no key has the same one twice, and far below the highest number. */
  private static final int REVISION_BITS_LEFT = 2;

  private static final SecureRandom RANDOM = new SecureRandom();

  private static final String REVISION = "revision";
  private static final String FORGOTTEN = "forgotten";
  private static final String REMOVED = "removed";
  private static final String SINCE = "since";

  private final SessionScope scope;

  public SingleVersions(SessionScope scope) {
    this.scope = scope;
  }

  /**
   * One for each key. Of keys that have none, one that says so is there afterwards.
   *
   * @throws StoreException.Contended where one is removed at once by whoever clears up
   */
  public List<SingleVersion> read(List<VersionKey> keys) {
    Map<VersionKey, SingleVersion> found = find(keys);
    Map<VersionKey, SingleVersion> missing = new LinkedHashMap<>();
    for (VersionKey key : keys) {
      if (!found.containsKey(key)) {
        missing.put(key, SingleVersion.nothing(RANDOM.nextLong() >>> REVISION_BITS_LEFT));
      }
    }
    found.putAll(missing.isEmpty() || insert(missing) ? missing : find(missing.keySet()));
    return keys.stream().map(key -> read(key, found)).toList();
  }

  private static SingleVersion read(VersionKey key, Map<VersionKey, SingleVersion> found) {
    SingleVersion version = found.get(key);
    if (version == null) {
      throw new StoreException.Contended(
          "What is merged of a key was removed as soon as it was written", null);
    }
    return version;
  }

  private boolean insert(Map<VersionKey, SingleVersion> missing) {
    List<WriteModel<BsonDocument>> models = new ArrayList<>();
    missing.forEach((key, version) -> models.add(new InsertOneModel<>(document(key, version))));
    return execute(models);
  }

  private Map<VersionKey, SingleVersion> find(Collection<VersionKey> keys) {
    Map<VersionKey, SingleVersion> found = new HashMap<>();
    for (BsonDocument document :
        scope.findAll(
            scope.own(SinkCollections.MERGED), keys.stream().map(VersionDocuments::id).toList())) {
      found.put(VersionDocuments.key(document), version(document));
    }
    return found;
  }

  /** Whether each of the writes was done. */
  public List<Boolean> write(List<WriteVersion> writes) {
    List<WriteModel<BsonDocument>> models = writes.stream().map(SingleVersions::model).toList();
    if (execute(models)) {
      return writes.stream().map(write -> true).toList();
    }
    // Who wrote the same revision wrote something else, or another task wrote just the same.
    Map<VersionKey, SingleVersion> now = find(writes.stream().map(WriteVersion::key).toList());
    List<Boolean> done = new ArrayList<>();
    for (WriteVersion write : writes) {
      done.add(write.to().equals(now.get(write.key())));
    }
    return done;
  }

  private boolean execute(List<WriteModel<BsonDocument>> models) {
    boolean all = true;
    int from = 0;
    while (from < models.size()) {
      try {
        var result =
            scope.write(scope.own(SinkCollections.MERGED), models.subList(from, models.size()));
        int done = result.getInsertedCount() + result.getMatchedCount();
        return all && done == models.size() - from;
      } catch (MongoBulkWriteException e) {
        if (MongoFailures.code(e) != MongoFailures.DUPLICATE_KEY) {
          throw e;
        }
        all = false;
        from += e.getWriteErrors().get(0).getIndex() + 1;
      }
    }
    return false;
  }

  private static WriteModel<BsonDocument> model(WriteVersion write) {
    return new ReplaceOneModel<>(
        new BsonDocument("_id", VersionDocuments.id(write.key()))
            .append(REVISION, new BsonInt64(write.from().revision())),
        document(write.key(), write.to()));
  }

  private static BsonDocument document(VersionKey key, SingleVersion version) {
    BsonDateTime now = new BsonDateTime(System.currentTimeMillis());
    BsonDocument document =
        VersionDocuments.of(version.row(key))
            .append(VersionDocuments.MERGED_AT, now)
            .append(REVISION, new BsonInt64(version.revision()))
            .append(FORGOTTEN, BsonBoolean.valueOf(version.forgotten()));
    Removal removed = version.removed();
    if (removed != null) {
      document.append(
          REMOVED, MarkedForm.write(removed.mark()).append(SINCE, new BsonInt64(removed.since())));
    }
    if (version.forgotten()) {
      document.append(FORGOTTEN_AT, now);
    }
    return document;
  }

  private static SingleVersion version(BsonDocument document) {
    VersionRow row = VersionDocuments.read(document);
    SinkWrite written = row.written();
    return new SingleVersion(
        row.version(),
        document.containsKey(REMOVED) ? removal(document.getDocument(REMOVED)) : null,
        written == null ? 0 : written.position(),
        document.getInt64(REVISION, new BsonInt64(0)).getValue(),
        document.getBoolean(FORGOTTEN, BsonBoolean.FALSE).getValue());
  }

  private static Removal removal(BsonDocument removed) {
    return new Removal(MarkedForm.writeId(removed), removed.getInt64(SINCE).getValue());
  }

  /** Versions that can perhaps be forgotten, lane by lane. */
  public List<Droppable> droppable(ReadDroppable read) {
    List<Droppable> found = new ArrayList<>();
    VersionKey after = read.after();
    for (TableLane lane : read.upTo().keySet().stream().sorted().toList()) {
      boolean passed = after != null && lane.compareTo(after.tableLane()) < 0;
      int room = read.rowsMax() - found.size();
      if (!passed && room > 0) {
        Stamp upTo = read.upTo().getOrDefault(lane, Stamp.ZERO);
        VersionKey within = after != null && after.tableLane().equals(lane) ? after : null;
        for (BsonDocument document :
            scope
                .own(SinkCollections.MERGED)
                .find(scope.session(), wanted(lane, upTo, within))
                .sort(Sorts.ascending("key_hash"))
                .limit(room)) {
          found.add(new Droppable(VersionDocuments.key(document), version(document)));
        }
      }
    }
    return found;
  }

  /** The lanes that have versions which are not forgotten. */
  public Set<TableLane> lanes() {
    return VersionDocuments.lanes(
        scope, SinkCollections.MERGED, new BsonDocument(FORGOTTEN, BsonBoolean.FALSE));
  }

  private static BsonDocument wanted(TableLane lane, Stamp upTo, @Nullable VersionKey after) {
    BsonDocument wanted =
        VersionDocuments.inLane(lane)
            .append(FORGOTTEN, BsonBoolean.FALSE)
            .append("newest", new BsonDocument("$lte", new BsonInt64(upTo.bits())));
    if (after != null) {
      wanted.append("key_hash", new BsonDocument("$gt", new BsonBinary(after.hash().bytes())));
    }
    return wanted;
  }
}
