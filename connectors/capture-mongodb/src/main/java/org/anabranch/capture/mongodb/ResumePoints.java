package org.anabranch.capture.mongodb;

import com.mongodb.MongoCommandException;
import com.mongodb.client.MongoClient;
import io.debezium.connector.mongodb.ResumeTokens;
import java.util.List;
import java.util.Set;
import org.bson.BsonArray;
import org.bson.BsonBoolean;
import org.bson.BsonDocument;
import org.bson.BsonInt32;
import org.bson.BsonString;
import org.bson.BsonTimestamp;
import org.bson.BsonValue;
import org.jspecify.annotations.Nullable;

/**
 * Asks the server where its change stream can go on. Opens a stream without taking anything from it
 * and closes it again.
 */
final class ResumePoints {

  /** What the server answers where a resume token is gone from its log, or is none of its own. */
  private static final Set<Integer> LOST = Set.of(136, 260, 280, 286);

  private static final String DATABASE = "admin";

  private final MongoClient client;

  ResumePoints(MongoClient client) {
    this.client = client;
  }

  /**
   * A token with which a stream goes on at a place of Debezium's offsets; null where it is gone.
   */
  @Nullable String behind(Place place) {
    String token = place.token();
    if (token == null) {
      return found(new BsonDocument("startAtOperationTime", new BsonTimestamp(place.time())));
    }
    BsonDocument start = new BsonDocument("resumeAfter", ResumeTokens.fromBase64(token));
    return found(start) == null ? null : token;
  }

  /** A token at the end of the log as it is now. */
  String now() {
    String token = found(new BsonDocument());
    if (token == null) {
      throw new IllegalStateException("The server did not say where its change stream stands");
    }
    return token;
  }

  private @Nullable String found(BsonDocument start) {
    BsonDocument stream = start.clone().append("allChangesForCluster", BsonBoolean.TRUE);
    BsonDocument command =
        new BsonDocument("aggregate", new BsonInt32(1))
            .append("pipeline", new BsonArray(List.of(new BsonDocument("$changeStream", stream))))
            .append("cursor", new BsonDocument("batchSize", new BsonInt32(0)));
    try {
      BsonDocument cursor = run(command).getDocument("cursor");
      close(cursor);
      return ResumeTokens.toBase64(cursor.getDocument("postBatchResumeToken"));
    } catch (MongoCommandException e) {
      if (LOST.contains(e.getErrorCode())) {
        return null;
      }
      throw e;
    }
  }

  private void close(BsonDocument cursor) {
    BsonValue id = cursor.get("id");
    String namespace = cursor.getString("ns").getValue();
    run(
        new BsonDocument(
                "killCursors", new BsonString(namespace.substring(namespace.indexOf('.') + 1)))
            .append("cursors", new BsonArray(List.of(id))));
  }

  private BsonDocument run(BsonDocument command) {
    return client.getDatabase(DATABASE).runCommand(command, BsonDocument.class);
  }
}
