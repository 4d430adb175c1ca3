package org.anabranch.capture.mongodb;

import com.mongodb.ReadConcern;
import com.mongodb.client.ClientSession;
import com.mongodb.client.FindIterable;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoCursor;
import com.mongodb.client.model.Projections;
import java.util.Objects;
import org.anabranch.capture.AppliedAt;
import org.anabranch.capture.KnownWatermarks;
import org.anabranch.model.version.Origin;
import org.anabranch.model.version.Stamp;
import org.bson.BsonDocument;

/** Reads what the sink has applied, from where it keeps it. */
final class Watermarks {

  private final MongoClient client;
  private final Origin own;

  Watermarks(MongoClient client, Origin own) {
    this.client = client;
    this.own = own;
  }

  /** The watermarks as they are now; the collection need not exist. */
  KnownWatermarks read() {
    return all(collection().find());
  }

  /** Whether a sink has written to this database. */
  boolean any() {
    return collection().find().projection(Projections.include("_id")).first() != null;
  }

  /**
   * The watermarks as they are now, and a position in the log behind all that they tell of: the
   * operation time that the server answers with lies at or above every write that the query saw.
   */
  AppliedAt readWithPosition() {
    try (ClientSession session = client.startSession()) {
      KnownWatermarks known = all(collection().find(session));
      long position = Objects.requireNonNull(session.getOperationTime()).getValue();
      return new AppliedAt(position, known.highest(), known.applied());
    }
  }

  private MongoCollection<BsonDocument> collection() {
    return client
        .getDatabase(SinkState.DATABASE)
        .getCollection(SinkState.WATERMARK, BsonDocument.class)
        .withReadConcern(ReadConcern.MAJORITY);
  }

  private KnownWatermarks all(FindIterable<BsonDocument> documents) {
    KnownWatermarks known = KnownWatermarks.NONE;
    try (MongoCursor<BsonDocument> cursor = documents.cursor()) {
      while (cursor.hasNext()) {
        BsonDocument document = cursor.next();
        known =
            known.with(
                own,
                new Origin(document.getString(SinkState.ORIGIN).getValue()),
                SinkState.table(document),
                document.getNumber(SinkState.LANE).intValue(),
                new Stamp(document.getNumber(SinkState.STAMP).longValue()));
      }
    }
    return known;
  }
}
