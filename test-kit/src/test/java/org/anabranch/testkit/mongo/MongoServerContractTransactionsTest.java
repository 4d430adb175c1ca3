package org.anabranch.testkit.mongo;

import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Updates.set;
import static org.assertj.core.api.Assertions.assertThat;

import com.mongodb.ClientSessionOptions;
import com.mongodb.client.ClientSession;
import com.mongodb.client.model.IndexOptions;
import com.mongodb.client.model.InsertOneModel;
import com.mongodb.client.model.ReplaceOneModel;
import com.mongodb.client.model.ReplaceOptions;
import com.mongodb.client.model.UpdateOneModel;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.bson.BsonTimestamp;
import org.bson.Document;
import org.junit.jupiter.api.Test;

/** https://www.mongodb.com/docs/manual/core/transactions/ and its pages. */
class MongoServerContractTransactionsTest extends MongoContract {
  // core/transactions: "all data changes made in the transaction are saved and visible outside";
  // until it commits they are not.
  @Test
  void is_invisible_until_it_is_committed_and_then_visible_as_a_whole() {
    try (ClientSession session = begin()) {
      collection().insertOne(session, new Document("_id", 1));
      collection().insertOne(session, new Document("_id", 2));

      assertThat(collection().find(session)).hasSize(2);
      assertThat(collection().find()).isEmpty();
      assertThat(collection().countDocuments()).isZero();
      session.commitTransaction();
    }
    assertThat(collection().find()).hasSize(2);
  }

  @Test
  void leaves_nothing_when_it_is_aborted() {
    collection().insertOne(new Document("_id", 1).append("v", 1));
    collection().insertOne(new Document("_id", 2).append("v", 1));
    try (ClientSession session = begin()) {
      collection().updateOne(session, eq("_id", 1), set("v", 2));
      collection().deleteOne(session, eq("_id", 2));
      collection().insertOne(session, new Document("_id", 3));
      session.abortTransaction();
    }
    assertThat(collection().find().sort(new Document("_id", 1)))
        .containsExactly(
            new Document("_id", 1).append("v", 1), new Document("_id", 2).append("v", 1));
  }

  // reference/read-concern-snapshot
  @Test
  void reads_what_was_committed_when_it_began() {
    collection().insertMany(List.of(doc(1, "old"), doc(2, "old")));
    try (ClientSession session = begin()) {
      assertThat(collection().find(session, eq("_id", 1)).first()).isEqualTo(doc(1, "old"));
      collection().updateOne(eq("_id", 1), set("v", "new"));
      collection().deleteOne(eq("_id", 2));
      collection().insertOne(doc(3, "new"));

      assertThat(collection().find(session).sort(new Document("_id", 1)))
          .containsExactly(doc(1, "old"), doc(2, "old"));
      assertThat(collection().aggregate(session, List.of(new Document("$match", eq("v", "new")))))
          .isEmpty();
      session.commitTransaction();
    }
    assertThat(collection().find().sort(new Document("_id", 1)))
        .containsExactly(doc(1, "new"), doc(3, "new"));
  }

  // core/transactions, "Transactions and Operations": an error aborts the transaction.
  @Test
  void is_aborted_by_a_duplicate_key() {
    collection().insertOne(doc(1, "old"));
    try (ClientSession session = begin()) {
      collection().insertOne(session, doc(2, "mine"));
      assertThat(refusal(() -> collection().insertOne(session, doc(1, "mine"))).getCode())
          .isEqualTo(11000);
      assertThat(refusal(() -> collection().insertOne(session, doc(3, "mine"))).getCode())
          .isEqualTo(251);
    }
    assertThat(collection().find()).containsExactly(doc(1, "old"));
  }

  @Test
  void sees_its_own_writes_in_bulk() {
    collection().insertOne(doc(1, "old"));
    try (ClientSession session = begin()) {
      collection()
          .bulkWrite(
              session,
              List.of(
                  new InsertOneModel<>(doc(2, "a")),
                  new UpdateOneModel<>(eq("_id", 2), set("v", "b")),
                  new ReplaceOneModel<>(
                      eq("_id", 3), doc(3, "c"), new ReplaceOptions().upsert(true))));
      assertThat(collection().find(session).sort(new Document("_id", 1)))
          .containsExactly(doc(1, "old"), doc(2, "b"), doc(3, "c"));
      session.commitTransaction();
    }
    assertThat(collection().countDocuments()).isEqualTo(3);
  }

  @Test
  void may_swap_the_values_of_a_unique_index() {
    collection().createIndex(new Document("u", 1), new IndexOptions().unique(true));
    collection().insertMany(List.of(new Document("_id", 1).append("u", "a")));
    try (ClientSession session = begin()) {
      collection().deleteOne(session, eq("_id", 1));
      collection().insertOne(session, new Document("_id", 2).append("u", "a"));
      session.commitTransaction();
    }
    assertThat(collection().find()).containsExactly(new Document("_id", 2).append("u", "a"));
  }

  // reference/change-events: lsid and txnNumber are those of a transaction's events only;
  // clusterTime is the same for all changes of one transaction.
  @Test
  void shows_its_changes_together_in_their_order_with_one_cluster_time() {
    collection().insertOne(doc(1, "old"));
    try (var stream = open(client().watch());
        ClientSession session = begin()) {
      collection().updateOne(session, eq("_id", 1), set("v", "mine"));
      collection().insertOne(doc(9, "outside"));
      collection().insertOne(session, doc(2, "mine"));
      collection().deleteOne(session, eq("_id", 1));
      session.commitTransaction();

      var events = next(stream, 4);
      assertThat(events.get(0).getTxnNumber()).isNull();
      assertThat(events.get(0).getLsid()).isNull();
      var mine = events.subList(1, 4);
      assertThat(mine)
          .extracting(event -> event.getOperationTypeString())
          .containsExactly("update", "insert", "delete");
      assertThat(mine)
          .extracting(event -> event.getClusterTime())
          .containsOnly(mine.get(0).getClusterTime());
      assertThat(mine)
          .extracting(event -> event.getTxnNumber())
          .containsOnly(mine.get(0).getTxnNumber());
      assertThat(mine).extracting(event -> event.getLsid()).containsOnly(mine.get(0).getLsid());
      assertThat(mine.get(0).getTxnNumber()).isNotNull();
      assertThat(Objects.requireNonNull(mine.get(0).getLsid()).get("id"))
          .isEqualTo(session.getServerSession().getIdentifier().get("id"));
      assertThat(mine.get(0).getClusterTime()).isGreaterThan(events.get(0).getClusterTime());
    }
  }

  // core/read-isolation-consistency-recency, "Causal Consistency": a session's operation time. Of a
  // document that a transaction wrote, every earlier change is at or below the time that the
  // server answered to the write, and every later one, the transaction's own included, above.
  @Test
  void is_told_a_time_between_the_changes_before_and_after_its_write() {
    List<BsonTimestamp> read = new ArrayList<>();
    try (var stream = open(collection().watch())) {
      collection().insertOne(doc(1, "before"));
      try (ClientSession session = begin()) {
        collection().updateOne(session, eq("_id", 1), set("v", "mine"));
        read.add(session.getOperationTime());
        session.commitTransaction();
      }
      collection().updateOne(eq("_id", 1), set("v", "after"));
      var events = next(stream, 3);
      assertThat(events.get(0).getClusterTime()).isLessThanOrEqualTo(read.get(0));
      assertThat(events.get(1).getClusterTime()).isGreaterThan(read.get(0));
      assertThat(events.get(2).getClusterTime()).isGreaterThan(events.get(1).getClusterTime());
    }
  }

  // core/transactions-operations: count, listCollections and listIndexes are refused.
  @Test
  void refuses_commands_that_do_not_go_into_it() {
    try (ClientSession session = begin()) {
      collection().insertOne(session, doc(1, "mine"));
      assertThat(
              refusal(() -> database().runCommand(session, new Document("count", name())))
                  .getCode())
          .isEqualTo(263);
    }
  }

  // reference/read-concern-snapshot, "Read Concern and atClusterTime"
  @Test
  void has_a_cousin_that_only_reads_a_snapshot() {
    collection().insertMany(List.of(doc(1, "old"), doc(2, "old")));
    try (ClientSession session =
        client().startSession(ClientSessionOptions.builder().snapshot(true).build())) {
      assertThat(collection().find(session, eq("_id", 1)).first()).isEqualTo(doc(1, "old"));
      collection().updateOne(eq("_id", 2), set("v", "new"));
      assertThat(collection().find(session, eq("_id", 2)).first()).isEqualTo(doc(2, "old"));
    }
  }
}
