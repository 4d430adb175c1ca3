package org.anabranch.testkit.mongo;

import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Updates.inc;
import static com.mongodb.client.model.Updates.set;
import static org.assertj.core.api.Assertions.assertThat;

import com.mongodb.MongoException;
import com.mongodb.client.ClientSession;
import com.mongodb.client.model.IndexOptions;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.bson.Document;
import org.junit.jupiter.api.Test;

/**
 * https://www.mongodb.com/docs/manual/core/transactions-production-consideration/, "In-progress
 * Transactions and Write Conflicts".
 */
class MongoServerContractConflictsTest extends MongoContract {

  // core/transactions-production-consideration, "In-progress Transactions and Write Conflicts"
  @Test
  void fails_at_once_on_a_document_that_another_one_has_written() {
    collection().insertOne(doc(1, "old"));
    try (ClientSession first = begin();
        ClientSession second = begin()) {
      collection().updateOne(first, eq("_id", 1), set("v", "first"));

      MongoException conflict =
          refusal(() -> collection().updateOne(second, eq("_id", 1), set("v", "second")));
      assertThat(conflict.getCode()).isEqualTo(112);
      assertThat(conflict.hasErrorLabel(MongoException.TRANSIENT_TRANSACTION_ERROR_LABEL)).isTrue();
      first.commitTransaction();

      second.abortTransaction();
      second.startTransaction(SNAPSHOT);
      collection().updateOne(second, eq("v", "first"), set("v", "second"));
      second.commitTransaction();
    }
    assertThat(document(1)).isEqualTo(doc(1, "second"));
  }

  @Test
  void fails_on_a_document_that_was_written_since_it_began() {
    collection().insertMany(List.of(doc(1, "old"), doc(2, "old")));
    try (ClientSession session = begin()) {
      assertThat(collection().find(session, eq("_id", 2)).first()).isNotNull();
      collection().updateOne(eq("_id", 1), set("v", "new"));

      MongoException conflict =
          refusal(() -> collection().updateOne(session, eq("_id", 1), set("v", "mine")));
      assertThat(conflict.getCode()).isEqualTo(112);
    }
  }

  @Test
  void fails_on_an_insert_of_a_document_that_another_one_has_inserted() {
    try (ClientSession first = begin();
        ClientSession second = begin()) {
      collection().insertOne(first, doc(1, "first"));
      MongoException conflict = refusal(() -> collection().insertOne(second, doc(1, "second")));
      assertThat(conflict.getCode()).isEqualTo(112);
      first.commitTransaction();
    }
    assertThat(document(1)).isEqualTo(doc(1, "first"));
  }

  // core/transactions-production-consideration: "Write operations outside of transactions wait".
  @Test
  void makes_a_write_outside_wait_for_its_end() throws Exception {
    collection().insertOne(new Document("_id", 1).append("n", 0));
    try (ClientSession session = begin()) {
      collection().updateOne(session, eq("_id", 1), set("n", 10));
      CompletableFuture<?> outside =
          CompletableFuture.runAsync(() -> collection().updateOne(eq("_id", 1), inc("n", 1)));
      // Whatever order the two statements arrive in, the sum shows that one waited.
      session.commitTransaction();
      outside.get(30, TimeUnit.SECONDS);
    }
    assertThat(document(1)).containsEntry("n", 11);
  }

  // A write that changes nothing writes nothing: neither an event nor a conflict comes of it.
  // reference/method/db.collection.updateOne, "modifiedCount"
  @Test
  void is_not_in_conflict_over_an_update_that_changes_nothing() {
    collection().insertOne(doc(1, "same"));
    try (ClientSession first = begin();
        ClientSession second = begin()) {
      assertThat(collection().updateOne(first, eq("_id", 1), set("v", "same")).getModifiedCount())
          .isZero();
      collection().updateOne(second, eq("_id", 1), set("v", "other"));
      second.commitTransaction();
      first.commitTransaction();
    }
    assertThat(document(1)).isEqualTo(doc(1, "other"));
  }

  // Of two that want the same value of a unique index only one comes through; a real server tells
  // the second when it writes, the emulator when it commits.
  @Test
  void shares_no_value_of_a_unique_index_with_another_one() {
    collection().createIndex(new Document("u", 1), new IndexOptions().unique(true));
    try (ClientSession first = begin();
        ClientSession second = begin()) {
      collection().insertOne(first, new Document("_id", 1).append("u", "a"));
      MongoException conflict =
          refusal(
              () -> {
                collection().insertOne(second, new Document("_id", 2).append("u", "a"));
                first.commitTransaction();
                second.commitTransaction();
              });
      assertThat(conflict.getCode()).isEqualTo(112);
      assertThat(conflict.hasErrorLabel(MongoException.TRANSIENT_TRANSACTION_ERROR_LABEL)).isTrue();
      if (first.hasActiveTransaction()) {
        first.commitTransaction();
      }
    }
    assertThat(collection().countDocuments()).isEqualTo(1);
  }
}
