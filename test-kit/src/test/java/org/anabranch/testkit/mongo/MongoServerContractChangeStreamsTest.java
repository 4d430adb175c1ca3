package org.anabranch.testkit.mongo;

import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Updates.combine;
import static com.mongodb.client.model.Updates.unset;
import static org.assertj.core.api.Assertions.assertThat;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.Aggregates;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.IndexOptions;
import com.mongodb.client.model.Updates;
import com.mongodb.client.model.changestream.FullDocument;
import com.mongodb.client.model.changestream.FullDocumentBeforeChange;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.bson.BsonDocument;
import org.bson.BsonInt32;
import org.bson.BsonTimestamp;
import org.bson.Document;
import org.junit.jupiter.api.Test;

/** https://www.mongodb.com/docs/manual/changeStreams/ and reference/change-events/. */
class MongoServerContractChangeStreamsTest extends MongoContract {

  @Test
  void tells_what_happened_to_which_document() {
    for (var watched : List.of(collection().watch(), database().watch(), client().watch())) {
      try (var stream = open(watched)) {
        collection().insertOne(new Document("_id", 1).append("a", 1).append("b", 2));
        collection().updateOne(eq("_id", 1), combine(Updates.set("a", 5), unset("b")));
        collection().replaceOne(eq("_id", 1), new Document("z", 1));
        collection().deleteOne(eq("_id", 1));

        var events = next(stream, 4);
        assertThat(events)
            .extracting(event -> event.getOperationTypeString())
            .containsExactly("insert", "update", "replace", "delete");
        assertThat(events)
            .allSatisfy(
                event -> {
                  assertThat(event.getDocumentKey())
                      .isEqualTo(new BsonDocument("_id", new BsonInt32(1)));
                  assertThat(event.getNamespace()).isEqualTo(collection().getNamespace());
                  assertThat(event.getWallTime()).isNotNull();
                  assertThat(event.getClusterTime()).isNotNull();
                });
        assertThat(events)
            .extracting(event -> event.getClusterTime())
            .isSorted()
            .doesNotHaveDuplicates();
        assertThat(events.get(0).getFullDocument())
            .isEqualTo(new Document("_id", 1).append("a", 1).append("b", 2));
        assertThat(events.get(1).getFullDocument()).isNull();
        assertThat(events.get(2).getFullDocument())
            .isEqualTo(new Document("_id", 1).append("z", 1));
        assertThat(events.get(3).getFullDocument()).isNull();
      }
    }
  }

  // reference/change-events/update, "updateDescription"
  @Test
  void tells_the_paths_that_an_update_changed() {
    collection()
        .insertOne(
            new Document("_id", 1)
                .append("sub", new Document("x", 1).append("y", 2))
                .append("list", List.of("a", "b", "c"))
                .append("gone", 1));
    try (var stream = open(collection().watch())) {
      collection()
          .updateOne(eq("_id", 1), combine(Updates.set("sub.y", 9), unset("gone"), unset("sub.x")));
      collection()
          .updateOne(eq("_id", 1), set("list", new Document("$slice", List.of("$list", 2))));
      var events = next(stream, 2);
      var first = update(events.get(0));
      assertThat(first.getUpdatedFields()).isEqualTo(BsonDocument.parse("{\"sub.y\": 9}"));
      assertThat(first.getRemovedFields()).containsExactlyInAnyOrder("gone", "sub.x");
      var second = update(events.get(1));
      assertThat(second.getTruncatedArrays())
          .extracting(each -> each.getField() + ":" + each.getNewSize())
          .containsExactly("list:2");
    }
  }

  @Test
  void is_silent_about_an_update_that_changes_nothing() {
    collection().insertOne(new Document("_id", 1).append("v", 1));
    try (var stream = open(collection().watch())) {
      collection().updateOne(eq("_id", 1), Updates.set("v", 1));
      collection().replaceOne(eq("_id", 1), new Document("_id", 1).append("v", 1));
      collection().updateOne(eq("_id", 1), Updates.set("v", 2));
      assertThat(update(next(stream, 1).get(0)).getUpdatedFields())
          .isEqualTo(BsonDocument.parse("{v: 2}"));
      assertThat(stream.tryNext()).isNull();
    }
  }

  // changeStreams, "Change Streams with Document Pre- and Post-Images"
  @Test
  void shows_the_images_that_the_collection_records() {
    MongoCollection<Document> images = collectionWithImages();
    images.insertOne(new Document("_id", 1).append("v", 1));
    try (var stream =
        open(
            images
                .watch()
                .fullDocument(FullDocument.REQUIRED)
                .fullDocumentBeforeChange(FullDocumentBeforeChange.REQUIRED))) {
      images.updateOne(eq("_id", 1), Updates.set("v", 2));
      images.updateOne(eq("_id", 1), Updates.set("v", 3));
      images.deleteOne(eq("_id", 1));
      var events = next(stream, 3);
      assertThat(events)
          .extracting(event -> event.getFullDocumentBeforeChange())
          .containsExactly(versioned(1), versioned(2), versioned(3));
      assertThat(events.get(0).getFullDocument()).containsEntry("v", 2);
      assertThat(events.get(1).getFullDocument()).containsEntry("v", 3);
    }
  }

  // reference/command/collMod, "Change Streams with Document Pre- and Post-Images"
  @Test
  void has_images_only_while_the_collection_records_them() {
    collection().insertOne(new Document("_id", 1).append("v", 1));
    try (var stream =
        open(
            collection()
                .watch()
                .fullDocument(FullDocument.WHEN_AVAILABLE)
                .fullDocumentBeforeChange(FullDocumentBeforeChange.WHEN_AVAILABLE))) {
      collection().updateOne(eq("_id", 1), Updates.set("v", 2));
      recordImages(true);
      collection().updateOne(eq("_id", 1), Updates.set("v", 3));
      recordImages(false);
      collection().updateOne(eq("_id", 1), Updates.set("v", 4));
      var events = next(stream, 3);
      assertThat(events)
          .extracting(event -> event.getFullDocument() != null)
          .containsExactly(false, true, false);
      assertThat(events)
          .extracting(event -> event.getFullDocumentBeforeChange() != null)
          .containsExactly(false, true, false);
    }
  }

  @Test
  void ends_with_an_error_where_a_required_image_is_missing() {
    collection().insertOne(new Document("_id", 1).append("v", 1));
    try (var stream = open(collection().watch().fullDocument(FullDocument.REQUIRED))) {
      collection().updateOne(eq("_id", 1), Updates.set("v", 2));
      assertThat(refusal(stream::next).getCode()).isEqualTo(47);
    }
  }

  // changeStreams, "Lookup Full Document for Update Operations"
  @Test
  void looks_up_the_document_as_it_is_when_it_is_read() {
    collection().insertOne(new Document("_id", 1).append("v", 1));
    BsonTimestamp start = clusterTime();
    collection().updateOne(eq("_id", 1), Updates.set("v", 2));
    collection().updateOne(eq("_id", 1), Updates.set("v", 3));
    try (var stream =
        open(
            collection()
                .watch()
                .startAtOperationTime(start)
                .fullDocument(FullDocument.UPDATE_LOOKUP))) {
      var updates =
          next(stream, 3).stream().filter(event -> event.getUpdateDescription() != null).toList();
      assertThat(documents(updates)).containsExactly(versioned(3), versioned(3));
    }
  }

  @Test
  void shows_what_its_pipeline_lets_through() {
    var filter =
        Aggregates.match(
            Filters.and(
                eq("ns", new Document("db", "contract").append("coll", name())),
                Filters.in("operationType", "insert", "delete")));
    try (var stream = open(client().watch(List.of(filter)))) {
      database().getCollection("other").insertOne(new Document());
      collection().insertOne(new Document("_id", 1));
      collection().updateOne(eq("_id", 1), Updates.set("v", 1));
      collection().deleteOne(eq("_id", 1));
      assertThat(next(stream, 2))
          .extracting(event -> event.getOperationTypeString())
          .containsExactly("insert", "delete");
    }
  }

  // reference/change-events/drop and reference/change-events/invalidate
  @Test
  void tells_the_end_of_a_collection_and_ends_with_it_if_it_is_its_own() {
    try (var own = open(collection().watch());
        var all = open(client().watch())) {
      collection().insertOne(new Document("_id", 1));
      collection().drop();
      assertThat(next(own, 3))
          .extracting(event -> event.getOperationTypeString())
          .containsExactly("insert", "drop", "invalidate");
      database().getCollection("other").insertOne(new Document());
      assertThat(next(all, 3))
          .extracting(event -> event.getOperationTypeString())
          .containsExactly("insert", "drop", "insert");
    }
  }

  // core/index-ttl: a background task removes the documents, as deletes that streams show.
  @Test
  void shows_documents_that_expire_as_deletes() {
    client()
        .getDatabase("admin")
        .runCommand(new Document("setParameter", 1).append("ttlMonitorSleepSecs", 1));
    collection()
        .createIndex(new Document("at", 1), new IndexOptions().expireAfter(1L, TimeUnit.SECONDS));
    try (var stream = open(collection().watch())) {
      collection().insertOne(new Document("_id", 1).append("at", Date.from(Instant.EPOCH)));
      collection().insertOne(new Document("_id", 2).append("at", "never"));
      var events = next(stream, 3);
      assertThat(events.get(2).getOperationTypeString()).isEqualTo("delete");
      assertThat(events.get(2).getDocumentKey())
          .isEqualTo(new BsonDocument("_id", new BsonInt32(1)));
      assertThat(events.get(2).getTxnNumber()).isNull();
    }
  }

  private static Document versioned(int version) {
    return new Document("_id", 1).append("v", version);
  }

  private void recordImages(boolean enabled) {
    database()
        .runCommand(
            new Document("collMod", name())
                .append("changeStreamPreAndPostImages", new Document("enabled", enabled)));
  }

  private BsonTimestamp clusterTime() {
    return database().runCommand(new Document("ping", 1)).get("operationTime", BsonTimestamp.class);
  }
}
