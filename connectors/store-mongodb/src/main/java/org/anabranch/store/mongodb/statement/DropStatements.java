package org.anabranch.store.mongodb.statement;

import com.mongodb.client.FindIterable;
import com.mongodb.client.model.Sorts;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.anabranch.model.version.Origin;
import org.anabranch.model.version.Stamp;
import org.anabranch.sink.store.SnapshotProgress;
import org.anabranch.sink.store.Statement.Droppable;
import org.anabranch.sink.store.Statement.LockDroppable;
import org.anabranch.sink.store.Statement.Look;
import org.anabranch.sink.store.TableLane;
import org.anabranch.sink.store.VersionKey;
import org.anabranch.store.mongodb.schema.SinkCollections;
import org.bson.BsonArray;
import org.bson.BsonBinary;
import org.bson.BsonBoolean;
import org.bson.BsonDateTime;
import org.bson.BsonDocument;
import org.bson.BsonInt64;
import org.bson.BsonNull;
import org.bson.BsonString;
import org.bson.BsonValue;
import org.jspecify.annotations.Nullable;

/** Finds and drops version rows of whole lanes. */
public final class DropStatements {

  /** Longer than any version row is old, and within MongoDB's calendar. */
  private static final Duration RETENTION_MAX = Duration.ofDays(36_500);

  private final SessionScope scope;
  private final VersionStatements versions;

  public DropStatements(SessionScope scope, VersionStatements versions) {
    this.scope = scope;
    this.versions = versions;
  }

  /** The last of as many version rows as may be looked at; null where there are not as many. */
  private @Nullable VersionKey end(LockDroppable asked) {
    int left = asked.lookedAtMax();
    for (TableLane lane : from(asked.upTo().keySet(), asked.after())) {
      BsonDocument wanted = between(lane, asked.after(), null);
      BsonDocument last = ordered(wanted).skip(left - 1).limit(1).first();
      if (last != null) {
        return VersionDocuments.key(last);
      }
      left -= (int) scope.own(SinkCollections.VERSION).countDocuments(scope.session(), wanted);
    }
    return null;
  }

  /**
   * Locks what can perhaps be dropped, lane by lane. Where another transaction has locked one of
   * them this one fails, as it cannot know which; it is tried again.
   */
  public Look lock(LockDroppable asked) {
    VersionKey end = end(asked);
    Duration age =
        asked.retention().compareTo(RETENTION_MAX) > 0 ? RETENTION_MAX : asked.retention();
    BsonDateTime expiry = new BsonDateTime(Instant.now().minus(age).toEpochMilli());
    List<Droppable> found = new ArrayList<>();
    for (TableLane lane : from(asked.upTo().keySet(), asked.after())) {
      boolean passed = end != null && lane.compareTo(end.tableLane()) > 0;
      if (!passed && found.size() < asked.rowsMax()) {
        BsonDocument wanted = wanted(lane, asked, end, expiry);
        for (BsonDocument document : ordered(wanted).limit(asked.rowsMax() - found.size())) {
          boolean expired = document.getDateTime(VersionDocuments.MERGED_AT).compareTo(expiry) < 0;
          found.add(new Droppable(VersionDocuments.read(document), expired));
        }
      }
    }
    versions.lockMore(found.stream().map(droppable -> droppable.row().key()).toList());
    return asked.look(found, end);
  }

  /** In order, those that have keys after this one. */
  private static List<TableLane> from(Set<TableLane> lanes, @Nullable VersionKey after) {
    return lanes.stream()
        .filter(lane -> after == null || lane.compareTo(after.tableLane()) >= 0)
        .sorted()
        .toList();
  }

  private FindIterable<BsonDocument> ordered(BsonDocument wanted) {
    return scope
        .own(SinkCollections.VERSION)
        .find(scope.session(), wanted)
        .sort(Sorts.ascending("key_hash"));
  }

  private static BsonDocument wanted(
      TableLane lane, LockDroppable asked, @Nullable VersionKey end, BsonDateTime expiry) {
    Stamp upTo = asked.upTo().getOrDefault(lane, Stamp.ZERO);
    return between(lane, asked.after(), end)
        .append("hidden", BsonBoolean.FALSE)
        .append(
            "$or",
            new BsonArray(
                List.of(
                    condition("newest", "$lte", new BsonInt64(upTo.bits())),
                    condition(VersionDocuments.MERGED_AT, "$lt", expiry))));
  }

  /** Those of a lane whose keys come after the one and not after the other. */
  private static BsonDocument between(
      TableLane lane, @Nullable VersionKey after, @Nullable VersionKey until) {
    BsonDocument hashes = new BsonDocument();
    if (after != null && after.tableLane().equals(lane)) {
      hashes.append("$gt", new BsonBinary(after.hash().bytes()));
    }
    if (until != null && until.tableLane().equals(lane)) {
      hashes.append("$lte", new BsonBinary(until.hash().bytes()));
    }
    BsonDocument wanted = VersionDocuments.inLane(lane);
    return hashes.isEmpty() ? wanted : wanted.append("key_hash", hashes);
  }

  private static BsonDocument condition(String field, String operator, BsonValue bound) {
    return new BsonDocument(field, new BsonDocument(operator, bound));
  }

  /** Drops version rows that are locked; answers how many. */
  public int drop(List<VersionKey> keys) {
    return (int)
        scope
            .own(SinkCollections.VERSION)
            .deleteMany(
                scope.session(),
                SessionScope.among(keys.stream().map(VersionDocuments::id).toList()))
            .getDeletedCount();
  }

  /** What interrupted attempts at a snapshot left; without any, no version row is read. */
  public Set<VersionKey> leftovers(TableLane lane, Origin origin, SnapshotProgress attempts) {
    if (!attempts.interrupted()) {
      return Set.of();
    }
    return keys(
        VersionDocuments.inLane(lane)
            .append("winner_origin", new BsonString(origin.name()))
            .append("winner_stamp", new BsonInt64(0))
            .append("deleted", BsonBoolean.FALSE)
            .append(
                "winner_sequence",
                new BsonDocument("$gte", new BsonInt64(attempts.since().bits()))
                    .append("$lt", new BsonInt64(attempts.from().bits()))));
  }

  /** The keys of a lane whose winner is hidden or waits. */
  public Set<VersionKey> hidden(TableLane lane) {
    return keys(
        VersionDocuments.inLane(lane)
            .append(
                "$or",
                new BsonArray(
                    List.of(
                        new BsonDocument("hidden", BsonBoolean.TRUE),
                        condition("kept_stamp", "$ne", BsonNull.VALUE)))));
  }

  private Set<VersionKey> keys(BsonDocument wanted) {
    Set<VersionKey> keys = new HashSet<>();
    for (BsonDocument document : scope.find(scope.own(SinkCollections.VERSION), wanted)) {
      keys.add(VersionDocuments.key(document));
    }
    return keys;
  }

  /** The lanes that have version rows. */
  public Set<TableLane> lanes() {
    return VersionDocuments.lanes(scope, SinkCollections.VERSION, new BsonDocument());
  }
}
