package org.anabranch.store.mongodb.statement;

import com.mongodb.MongoWriteException;
import org.anabranch.model.version.VersionVector;
import org.anabranch.records.header.VectorBytes;
import org.anabranch.sink.single.SingleStatement.RaiseFloor;
import org.anabranch.store.mongodb.failure.MongoFailures;
import org.anabranch.store.mongodb.schema.SinkCollections;
import org.bson.BsonBinary;
import org.bson.BsonDocument;
import org.bson.BsonNull;

/** Raises the floors of lanes without transactions: by compare and set. */
public final class SingleFloors {

  private static final String FLOOR = "floor";

  private final SessionScope scope;

  public SingleFloors(SessionScope scope) {
    this.scope = scope;
  }

  /** Whether the floor is raised; not where another task has raised it at that moment. */
  public boolean raise(RaiseFloor raise) {
    BsonDocument id = new BsonDocument("_id", VersionDocuments.inLane(raise.lane()));
    var floors = scope.own(SinkCollections.FLOOR);
    BsonDocument found = floors.find(scope.session(), id).first();
    BsonBinary before = found != null && found.containsKey(FLOOR) ? found.getBinary(FLOOR) : null;
    VersionVector known = before == null ? VersionVector.EMPTY : VectorBytes.read(before.getData());
    BsonDocument raised =
        id.clone().append(FLOOR, new BsonBinary(VectorBytes.write(known.join(raise.by()))));
    if (found != null) {
      BsonDocument standing = id.clone().append(FLOOR, before == null ? BsonNull.VALUE : before);
      return floors.replaceOne(scope.session(), standing, raised).getMatchedCount() == 1;
    }
    try {
      floors.insertOne(scope.session(), raised);
      return true;
    } catch (MongoWriteException e) {
      if (e.getError().getCode() != MongoFailures.DUPLICATE_KEY) {
        throw e;
      }
      return false;
    }
  }
}
