package org.anabranch.store.mongodb.statement;

import com.mongodb.client.model.ReplaceOneModel;
import com.mongodb.client.model.ReplaceOptions;
import com.mongodb.client.model.UpdateOneModel;
import com.mongodb.client.model.UpdateOptions;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.anabranch.model.version.Origin;
import org.anabranch.model.version.VersionVector;
import org.anabranch.records.header.VectorBytes;
import org.anabranch.sink.store.TableLane;
import org.anabranch.sink.store.WatermarkKey;
import org.anabranch.store.mongodb.schema.SinkCollections;
import org.bson.BsonBinary;
import org.bson.BsonDocument;

/**
 * Reads, locks and raises the floors of lanes. They lie beside the watermarks, which are only ever
 * written as wholes.
 */
public final class FloorStatements {

  private static final String FLOOR = "floor";

  private final SessionScope scope;
  private final VersionStatements versions;

  public FloorStatements(SessionScope scope, VersionStatements versions) {
    this.scope = scope;
    this.versions = versions;
  }

  /** Those of lanes of which something was forgotten. */
  public Map<TableLane, VersionVector> read(Collection<TableLane> lanes) {
    Map<TableLane, VersionVector> floors = new HashMap<>();
    for (BsonDocument document :
        scope.findAll(
            scope.own(SinkCollections.FLOOR),
            lanes.stream().map(VersionDocuments::inLane).toList())) {
      BsonDocument id = document.getDocument("_id");
      if (document.containsKey(FLOOR)) {
        floors.put(
            new TableLane(WatermarkStatements.tableOf(id), id.getInt32("lane").getValue()),
            VectorBytes.read(document.getBinary(FLOOR).getData()));
      }
    }
    return floors;
  }

  /** As {@link #read}; nobody else raises them until the transaction ends. */
  public Map<TableLane, VersionVector> lock(Collection<TableLane> lanes) {
    if (lanes.isEmpty()) {
      return Map.of();
    }
    UpdateOptions upsert = new UpdateOptions().upsert(true);
    List<UpdateOneModel<BsonDocument>> locks =
        lanes.stream()
            .sorted()
            .map(
                lane ->
                    new UpdateOneModel<BsonDocument>(
                        new BsonDocument("_id", VersionDocuments.inLane(lane)),
                        versions.locking(),
                        upsert))
            .toList();
    scope.write(scope.own(SinkCollections.FLOOR), locks);
    return read(lanes);
  }

  /** Writes floors; answers how many lanes there are whose own stream was ever merged. */
  public int raise(Origin own, Map<TableLane, VersionVector> floors) {
    Set<WatermarkKey> merged =
        new WatermarkStatements(scope)
            .read(floors.keySet().stream().map(lane -> stream(own, lane)).toList())
            .keySet();
    ReplaceOptions upsert = new ReplaceOptions().upsert(true);
    List<ReplaceOneModel<BsonDocument>> writes =
        floors.keySet().stream()
            .sorted()
            .filter(lane -> merged.contains(stream(own, lane)))
            .map(lane -> write(lane, floors, upsert))
            .toList();
    if (!writes.isEmpty()) {
      scope.write(scope.own(SinkCollections.FLOOR), writes);
    }
    return writes.size();
  }

  private static ReplaceOneModel<BsonDocument> write(
      TableLane lane, Map<TableLane, VersionVector> floors, ReplaceOptions upsert) {
    BsonDocument id = new BsonDocument("_id", VersionDocuments.inLane(lane));
    VersionVector floor = floors.getOrDefault(lane, VersionVector.EMPTY);
    return new ReplaceOneModel<>(
        id, id.clone().append(FLOOR, new BsonBinary(VectorBytes.write(floor))), upsert);
  }

  private static WatermarkKey stream(Origin own, TableLane lane) {
    return new WatermarkKey(own, lane.table(), lane.lane());
  }
}
