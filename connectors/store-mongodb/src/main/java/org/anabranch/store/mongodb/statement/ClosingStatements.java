package org.anabranch.store.mongodb.statement;

import com.mongodb.client.model.UpdateOneModel;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.anabranch.model.change.TableName;
import org.anabranch.model.version.ChangeId;
import org.anabranch.model.version.Origin;
import org.anabranch.sink.store.Statement.Closing;
import org.anabranch.sink.store.TableLane;
import org.anabranch.sink.store.UnresolvedConflict;
import org.anabranch.sink.store.UnresolvedConflict.Side;
import org.anabranch.sink.store.VersionKey;
import org.anabranch.store.mongodb.schema.SinkCollections;
import org.bson.BsonArray;
import org.bson.BsonBinary;
import org.bson.BsonDateTime;
import org.bson.BsonDocument;
import org.bson.BsonInt64;
import org.bson.BsonNull;
import org.bson.BsonString;
import org.bson.BsonValue;
import org.jspecify.annotations.Nullable;

/** Finds conflicts that nobody has resolved, and resolves them. */
public final class ClosingStatements {

  private static final String RESOLVED_AT = "resolved_at";
  private static final String PARKED = "parked";
  private static final long MICROS_IN_MILLI = 1000;

  private final SessionScope scope;

  public ClosingStatements(SessionScope scope) {
    this.scope = scope;
  }

  /** The conflicts of keys that nobody has resolved. */
  public List<UnresolvedConflict> unresolved(List<VersionKey> keys) {
    Map<TableName, List<BsonValue>> hashes = new LinkedHashMap<>();
    for (VersionKey key : keys) {
      hashes
          .computeIfAbsent(key.table(), table -> new ArrayList<>())
          .add(new BsonBinary(key.hash().bytes()));
    }
    List<UnresolvedConflict> found = new ArrayList<>();
    hashes.forEach(
        (table, ofTable) ->
            found.addAll(
                find(
                    WatermarkStatements.table(table)
                        .append("key_hash", new BsonDocument("$in", new BsonArray(ofTable))))));
    return found;
  }

  /** The conflicts of a lane that nobody has resolved. */
  public List<UnresolvedConflict> unresolved(TableLane lane) {
    BsonDocument ofKeys = new BsonDocument("$ne", BsonNull.VALUE);
    return find(VersionDocuments.inLane(lane).append("key_hash", ofKeys));
  }

  private List<UnresolvedConflict> find(BsonDocument wanted) {
    wanted.append(RESOLVED_AT, BsonNull.VALUE);
    List<UnresolvedConflict> found = new ArrayList<>();
    for (BsonDocument document : scope.find(scope.own(SinkCollections.CONFLICT), wanted)) {
      boolean parked = document.getString("verdict").getValue().equals(PARKED);
      found.add(
          new UnresolvedConflict(
              document.getString("_id").getValue(),
              VersionDocuments.key(document),
              parked ? null : side(document, "winner_"),
              Objects.requireNonNull(side(document, "loser_"))));
    }
    return found;
  }

  private static @Nullable Side side(BsonDocument document, String prefix) {
    if (!document.containsKey(prefix + "origin")) {
      return null;
    }
    Origin origin = new Origin(document.getString(prefix + "origin").getValue());
    return new Side(
        new ChangeId(origin, VersionDocuments.stamp(document, prefix + "stamp")),
        VersionDocuments.stamp(document, prefix + "sequence"));
  }

  /** Resolves conflicts; answers how many nobody had resolved meanwhile. */
  public int close(List<Closing> closings) {
    List<UpdateOneModel<BsonDocument>> writes =
        closings.stream()
            .map(
                closing ->
                    new UpdateOneModel<BsonDocument>(
                        new BsonDocument("_id", new BsonString(closing.conflict()))
                            .append(RESOLVED_AT, BsonNull.VALUE),
                        new BsonDocument("$set", resolution(closing))))
            .toList();
    return scope.write(scope.own(SinkCollections.CONFLICT), writes).getMatchedCount();
  }

  private static BsonDocument resolution(Closing closing) {
    long millis = closing.committedAtMicros() / MICROS_IN_MILLI;
    return new BsonDocument(RESOLVED_AT, new BsonDateTime(millis))
        .append("resolved_by", new BsonString(closing.by().origin().name()))
        .append("resolved_stamp", new BsonInt64(closing.by().stamp().bits()));
  }
}
