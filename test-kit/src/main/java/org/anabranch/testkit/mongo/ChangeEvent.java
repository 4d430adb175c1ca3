package org.anabranch.testkit.mongo;

import de.bwaldvogel.mongo.bson.BsonTimestamp;
import de.bwaldvogel.mongo.bson.Document;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One entry of the log: what a write did to a document, or the end of a collection.
 *
 * @param token orders all entries and is the resume token's text
 * @param transaction who wrote it, when it was a transaction
 */
record ChangeEvent(
    String token,
    BsonTimestamp time,
    Instant wall,
    Change change,
    @Nullable TransactionId transaction) {

  /**
   * What happened.
   *
   * @param images whether the collection recorded pre- and post-images at that time
   */
  record Change(
      Kind kind,
      DocumentId id,
      @Nullable Document before,
      @Nullable Document after,
      boolean images) {}

  /** The values of {@code operationType}. */
  enum Kind {
    INSERT,
    UPDATE,
    REPLACE,
    DELETE,
    DROP
  }

  DocumentId id() {
    return change.id;
  }

  Namespace namespace() {
    return change.id.namespace();
  }
}
