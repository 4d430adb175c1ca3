package org.anabranch.capture.mongodb;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.Filters;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.anabranch.capture.ChangedKey;
import org.anabranch.model.change.KeyHash;
import org.anabranch.model.version.ChangeId;
import org.anabranch.model.version.Origin;
import org.anabranch.model.version.Stamp;
import org.bson.BsonBinary;
import org.bson.BsonDocument;
import org.bson.conversions.Bson;

/**
 * Looks up which keys have a winner that this database does not show (docs/decisions/010), in the
 * versions that the sink keeps.
 */
final class HiddenWinners {

  private static final Bson HIDDEN = Filters.eq("hidden", true);

  private final MongoClient client;

  HiddenWinners(MongoClient client) {
    this.client = client;
  }

  Map<ChangedKey, ChangeId> of(Collection<ChangedKey> keys) {
    MongoCollection<BsonDocument> versions =
        client.getDatabase(SinkState.DATABASE).getCollection(SinkState.VERSION, BsonDocument.class);
    if (keys.isEmpty() || versions.find(HIDDEN).first() == null) {
      return Map.of();
    }
    List<BsonBinary> hashes = new ArrayList<>();
    keys.forEach(key -> hashes.add(new BsonBinary(key.hash().bytes())));
    Bson among =
        Filters.and(HIDDEN, Filters.gt("winner_stamp", 0L), Filters.in("key_hash", hashes));
    Set<ChangedKey> asked = new HashSet<>(keys);
    Map<ChangedKey, ChangeId> hidden = new HashMap<>();
    for (BsonDocument version : versions.find(among)) {
      ChangedKey key =
          new ChangedKey(
              SinkState.table(version),
              version.getNumber(SinkState.LANE).intValue(),
              KeyHash.of(version.getBinary("key_hash").getData()));
      if (asked.contains(key)) {
        hidden.put(
            key,
            new ChangeId(
                new Origin(version.getString("winner_origin").getValue()),
                new Stamp(version.getNumber("winner_stamp").longValue())));
      }
    }
    return hidden;
  }
}
