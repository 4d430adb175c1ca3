package org.anabranch.store.mongodb.statement;

import com.mongodb.client.model.Projections;
import java.util.ArrayList;
import java.util.List;
import org.anabranch.model.change.Lane;
import org.anabranch.model.change.TableName;
import org.anabranch.records.document.DocumentId;
import org.anabranch.records.key.CanonicalKey;
import org.anabranch.records.view.RecordView;
import org.bson.BsonDocument;

/**
 * The keys that a collection holds in a lane. Reads all keys of the collection: which lane a key is
 * in, MongoDB does not know.
 */
public final class LaneKeys {

  private final SessionScope scope;

  public LaneKeys(SessionScope scope) {
    this.scope = scope;
  }

  /** One for each document of the lane. */
  public List<RecordView> read(TableName table, Lane lane) {
    List<RecordView> keys = new ArrayList<>();
    for (BsonDocument document :
        scope.of(table).find(scope.session()).projection(Projections.include(DocumentId.FIELD))) {
      RecordView key = scope.mapping().key(table, DocumentId.in(document));
      if (CanonicalKey.lane(CanonicalKey.of(key), lane.of()).equals(lane)) {
        keys.add(key);
      }
    }
    return keys;
  }
}
