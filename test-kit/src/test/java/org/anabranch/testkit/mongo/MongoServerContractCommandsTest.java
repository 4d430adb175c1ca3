package org.anabranch.testkit.mongo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.mongodb.MongoException;
import com.mongodb.client.ClientSession;
import com.mongodb.client.MongoCollection;
import java.util.ArrayList;
import java.util.List;
import org.anabranch.testkit.servers.MongoServer;
import org.bson.BsonTimestamp;
import org.bson.Document;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** https://www.mongodb.com/docs/manual/reference/command/: what validation asks, and outages. */
class MongoServerContractCommandsTest extends MongoContract {

  // reference/command/hello
  @Test
  void says_that_it_is_the_primary_of_a_replica_set_with_sessions() {
    Document hello = client().getDatabase("admin").runCommand(new Document("hello", 1));
    assertThat(hello).containsEntry("isWritablePrimary", true);
    assertThat(hello.getString("setName")).isNotEmpty();
    assertThat(hello.getInteger("logicalSessionTimeoutMinutes")).isPositive();
    assertThat(hello.getInteger("maxWireVersion")).isGreaterThanOrEqualTo(17);
  }

  // reference/command/buildInfo
  @Test
  void says_its_version() {
    Document info = client().getDatabase("admin").runCommand(new Document("buildInfo", 1));
    assertThat(info.getList("versionArray", Integer.class).get(0)).isGreaterThanOrEqualTo(6);
    assertThat(info.getString("version"))
        .startsWith(info.getList("versionArray", Integer.class).get(0) + ".");
  }

  // reference/command/listCollections, "Behavior"
  @Test
  void lists_collections_with_their_options() {
    MongoCollection<Document> images = collectionWithImages();
    List<Document> found =
        database().listCollections().into(new ArrayList<>()).stream()
            .filter(each -> each.getString("name").startsWith(name()))
            .toList();
    assertThat(found)
        .extracting(each -> each.getString("name"), each -> option(each))
        .containsExactlyInAnyOrder(
            tuple(name(), null),
            tuple(images.getNamespace().getCollectionName(), new Document("enabled", true)));
    assertThat(database().listCollections().filter(new Document("name", name()))).hasSize(1);
    assertThat(client().listDatabaseNames()).contains("contract");
    // As Debezium does before a snapshot.
    for (String database : client().listDatabaseNames()) {
      assertThat(client().getDatabase(database).listCollectionNames())
          .isNotNull()
          .doesNotContainNull();
    }
  }

  private static @Nullable Object option(Document collection) {
    return collection.get("options", Document.class).get("changeStreamPreAndPostImages");
  }

  // reference/command/nav-replication, "$clusterTime" and "operationTime" of every answer
  @Test
  void tells_a_time_that_every_write_moves() {
    BsonTimestamp before = time();
    collection().insertOne(new Document("_id", 1));
    BsonTimestamp after = time();
    assertThat(after).isGreaterThan(before);
    try (ClientSession session = client().startSession()) {
      collection().insertOne(session, new Document("_id", 2));
      assertThat(session.getOperationTime()).isGreaterThan(after);
      assertThat(session.getClusterTime().getTimestamp("clusterTime"))
          .isGreaterThanOrEqualTo(session.getOperationTime());
    }
  }

  private BsonTimestamp time() {
    return database().runCommand(new Document("ping", 1)).get("operationTime", BsonTimestamp.class);
  }

  @Test
  void keeps_what_was_committed_over_an_outage_and_nothing_else() {
    assumeTrue(server().canStop(), "this server is not ours to stop");
    collection().insertOne(new Document("_id", 1));
    try (var stream = open(collection().watch());
        ClientSession session = client().startSession()) {
      session.startTransaction();
      collection().insertOne(session, new Document("_id", 2));
      server().restart();
      assertThat(collection().find()).containsExactly(new Document("_id", 1));
      collection().insertOne(new Document("_id", 3));
      // The driver opens it again by itself, where it was.
      assertThat(next(stream, 1).get(0).getFullDocument()).isEqualTo(new Document("_id", 3));
    }
  }

  // https://github.com/mongodb/mongo/wiki/The-"failCommand"-fail-point: a server that runs with
  // enableTestCommands=1, as the container and the emulator do.
  @Test
  void fails_commands_on_demand() {
    assumeTrue(server().canStop(), "fail points need a server of our own");
    fail(1, new Document("failCommands", List.of("insert")).append("errorCode", 10107));
    assertThat(
            refusal(
                    () ->
                        database()
                            .runCommand(
                                new Document("insert", name())
                                    .append("documents", List.of(new Document("_id", 1)))))
                .getCode())
        .isEqualTo(10107);
    assertThat(document(1)).isNull();
    collection().insertOne(new Document("_id", 1));

    try (ClientSession session = begin()) {
      collection().insertOne(session, new Document("_id", 2));
      Document unknown = new Document("code", 91).append("errmsg", "shutting down");
      // More often than the driver commits again by itself.
      fail(
          2,
          new Document("failCommands", List.of("commitTransaction"))
              .append("writeConcernError", unknown));
      assertThat(refusal(session::commitTransaction))
          .matches(e -> e.hasErrorLabel(MongoException.UNKNOWN_TRANSACTION_COMMIT_RESULT_LABEL));
      fail(0, new Document());
      session.commitTransaction();
    }
    assertThat(document(2)).isNotNull();
  }

  private void fail(int times, Document data) {
    client()
        .getDatabase("admin")
        .runCommand(
            new Document("configureFailPoint", "failCommand")
                .append("mode", times == 0 ? "off" : new Document("times", times))
                .append("data", data));
  }

  @Test
  void without_transactions_a_transaction_is_refused_with_error_20() {
    try (MongoServer plain = MongoServer.startWithoutTransactions();
        ClientSession session = plain.client().startSession()) {
      MongoCollection<Document> chats = plain.client().getDatabase("app").getCollection("chats");
      session.startTransaction();
      // The driver knows this error and gives it one of its own, with the server's as cause.
      assertThat(refusal(() -> chats.insertOne(session, new Document("_id", 1))))
          .rootCause()
          .hasMessageContaining("20 (IllegalOperation)");
      chats.insertOne(new Document("_id", 1));
      assertThat(chats.find()).hasSize(1);
    }
  }
}
