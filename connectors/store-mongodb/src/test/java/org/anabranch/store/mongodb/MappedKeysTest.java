package org.anabranch.store.mongodb;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.anabranch.model.change.Lane;
import org.anabranch.model.change.TableName;
import org.anabranch.records.key.CanonicalKey;
import org.anabranch.records.mapping.DocumentMappingOption;
import org.anabranch.records.view.RecordView;
import org.anabranch.records.view.RecordViews;
import org.anabranch.sink.store.ContextStore;
import org.anabranch.sink.store.Statement.KeysOfLane;
import org.anabranch.sink.store.StoreTransaction;
import org.bson.BsonDocument;
import org.bson.BsonObjectId;
import org.bson.types.ObjectId;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

/** Collections whose documents are rows elsewhere, and are named as these are. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class MappedKeysTest {

  private static final TableName TABLE = new TableName("app", "note");
  private static final TableName COLLECTION = new TableName("shop", "notes");
  private static final int LANES = 4;

  private final TestDeployment deployment = new TestDeployment();

  @AfterEach
  void stop() {
    deployment.close();
  }

  @Test
  void object_ids_are_found_in_the_lanes_of_their_texts() {
    List<byte[]> rows = new ArrayList<>();
    for (int n = 0; n < 8; n++) {
      ObjectId id = new ObjectId();
      deployment.collection(COLLECTION).insertOne(new BsonDocument("_id", new BsonObjectId(id)));
      rows.add(
          CanonicalKey.of(Objects.requireNonNull(RecordViews.of(Map.of("id", id.toHexString())))));
    }
    try (ContextStore store =
            deployment.open(
                Map.of(
                    DocumentMappingOption.NAME, "app.note = shop.notes (id text = _id objectId)"));
        StoreTransaction transaction = prepared(store).begin()) {
      for (int n = 0; n < LANES; n++) {
        Lane lane = new Lane(n, LANES);
        List<RecordView> found = transaction.execute(new KeysOfLane(TABLE, lane));
        assertThat(found.stream().map(CanonicalKey::of).toList())
            .containsExactlyInAnyOrderElementsOf(
                rows.stream().filter(key -> CanonicalKey.lane(key, LANES).equals(lane)).toList());
      }
    }
  }

  private static ContextStore prepared(ContextStore store) {
    store.prepare(Set.of(TABLE));
    return store;
  }
}
