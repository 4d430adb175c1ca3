package org.anabranch.kinds;

import static com.mongodb.client.model.Filters.eq;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.Updates;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.anabranch.convergence.Witness;
import org.anabranch.convergence.Writers;
import org.anabranch.mongodb.LocalChanges;
import org.anabranch.operations.OperationsPage;
import org.anabranch.operations.Shell;
import org.anabranch.testkit.servers.Await;
import org.anabranch.testkit.servers.MongoServer;
import org.bson.Document;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * A region with tables and one with collections, whose servers go away and whose logs are lost;
 * docs/operations/lost-state.md, across kinds.
 */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CrossKindRecoveryIT {

  private static final int WRITERS = 2;
  private static final int COMMITS_BETWEEN = 40;

  /** Of a profile that no test and no application writes. */
  private static final long LAST = 900;

  private final MixedPair pair = new MixedPair();
  private final MongoServer mongo = pair.documents().server();
  private final String tables = pair.tables().captureName();
  private final String documents = pair.documents().captureName();
  private final OperationsPage page = OperationsPage.read("lost-state");
  private final Shell shell =
      new Shell(Map.of("CONNECT", pair.rest().url().toString().replaceAll("/$", "")), Map.of());
  private final Shell ofDocuments =
      new Shell(
          Map.of("CONNECT", pair.rest().url().toString().replaceAll("/$", "")),
          Map.of(pair.tables().origin(), pair.documents().origin()));

  @BeforeEach
  void deployAsTheFilesSay() {
    pair.deploy();
    pair.awaitEqual();
    awaitAllTold();
  }

  @AfterAll
  void close() {
    pair.close();
  }

  @Test
  void connectors_go_on_by_themselves_when_their_server_is_back_and_nothing_is_lost()
      throws Exception {
    assumeTrue(mongo.canStop(), "somebody else runs the server");
    int told = pair.topics().changes(pair.tables()).size();
    int toldOfDocuments = pair.topics().changes(pair.documents().origin()).size();
    Witness witness = Witness.of(pair.tables());
    try (LocalChanges local = new LocalChanges(mongo.client())) {
      try (Writers writers = pair.startWriters(WRITERS)) {
        writers.awaitCommitted(COMMITS_BETWEEN);
        pair.postgres().stop();
        writers.awaitCommitted(COMMITS_BETWEEN);
        pair.postgres().startAgain();
        writers.awaitCommitted(COMMITS_BETWEEN);
        mongo.stop();
        writers.awaitCommitted(COMMITS_BETWEEN);
        mongo.startAgain();
        writers.awaitCommitted(COMMITS_BETWEEN);
        writers.finish();
      }
      awaitTold(told, witness.localChanges(), () -> pair.topics().changes(pair.tables()));
      awaitTold(
          toldOfDocuments,
          local.soFar().stream().map(change -> change.replace("s ", " ")).toList(),
          () -> pair.topics().changes(pair.documents().origin()));
    }
    pair.awaitEqual();
    pair.deployment().connectors().forEach(pair.rest()::awaitRunning);
  }

  /** Each local change once, in the order of the commits, and nothing of a sink's. */
  private void awaitTold(int before, List<String> local, Supplier<List<String>> captured) {
    Await.until(
        local.size() + " changes are captured",
        Await.DEADLINE,
        () -> {
          pair.deployment().failIfAnyFailed();
          return captured.get().size() - before;
        },
        more -> more >= local.size());
    List<String> all = captured.get();
    assertThat(all.subList(before, all.size())).isEqualTo(local);
  }

  @Test
  void a_lost_slot_and_a_lost_log_are_told_and_mended_by_snapshots_and_comparisons() {
    assumeTrue(mongo.canCutOplog(), "somebody else runs the server");
    String wayOut = page.commands("The replication slot is lost", 1).get(0);
    List<String> before = List.of("200 updated 1", "201 deleted 1", "202 elsewhere 1");
    insert(before);

    pair.rest().stop(tables);
    pair.tables().execute("SELECT pg_drop_replication_slot('anabranch')");
    changeRows();
    updateDocument(202, "elsewhere 3");
    awaitNames(this::rows, List.of("200 updated 2", "202 elsewhere 3", "203 inserted 1"));
    resume(shell);
    assertThat(pair.rest().awaitFailed(tables).failures().get(0).trace())
        .contains("changes were lost", "snapshot.mode=when_needed", "compare");
    shell.run(wayOut);
    awaitNames(
        this::names,
        List.of("200 updated 2", "201 deleted 1", "202 elsewhere 3", "203 inserted 1"));
    profiles().deleteOne(eq("_id", onlyElsewhere(names(), rows())));
    pair.awaitEqual();
    awaitAllTold();

    pair.rest().stop(documents);
    changeDocuments();
    pair.tables().execute("UPDATE assistant.profile SET name = 'inserted 4' WHERE id = 203");
    awaitNames(this::names, List.of("200 updated 5", "203 inserted 4", "204 inserted 1"));
    mongo.cutOplog();
    resume(ofDocuments);
    assertThat(pair.rest().awaitFailed(documents).failures().get(0).trace())
        .contains("changes were lost", "snapshot.mode=when_needed", "compare the keys");
    ofDocuments.run(wayOut);
    awaitNames(
        this::rows,
        List.of("200 updated 5", "202 elsewhere 3", "203 inserted 4", "204 inserted 1"));
    pair.tables()
        .execute("DELETE FROM assistant.profile WHERE id = " + onlyElsewhere(rows(), names()));
    pair.awaitEqual();
    awaitAllTold();
    assertThat(rows()).containsExactly("200 updated 5", "203 inserted 4", "204 inserted 1");
  }

  @Test
  void two_snapshots_of_overlapping_data_end_equal_after_both_logs_are_lost() {
    assumeTrue(mongo.canCutOplog(), "somebody else runs the server");
    String wayOut = page.commands("The replication slot is lost", 1).get(0);
    insert(List.of("300 both 1", "301 rows 1", "302 documents 1"));

    List.of(tables, documents).forEach(pair.rest()::stop);
    pair.tables()
        .execute(
            "SELECT pg_drop_replication_slot('anabranch')",
            "UPDATE assistant.profile SET name = 'of tables' WHERE id IN (300, 301)",
            "INSERT INTO assistant.profile (id, name) VALUES (303, 'of tables'), (304, 'same')");
    updateDocument(300, "of documents");
    updateDocument(302, "of documents");
    profiles().insertMany(List.of(profile(304, "same"), profile(305, "of documents")));
    mongo.cutOplog();
    shell.run(wayOut);
    ofDocuments.run(wayOut);
    resume(shell);
    resume(ofDocuments);
    List.of(tables, documents).forEach(pair.rest()::awaitRunning);

    awaitIds(this::rows);
    awaitIds(this::names);
    pair.awaitEqual();
    assertThat(rows()).contains("303 of tables", "304 same", "305 of documents");
  }

  @Test
  void a_sink_with_another_mapping_than_the_capture_stops_until_it_has_the_same() {
    String sink = pair.tables().sinkName();
    insert(List.of("400 before 1"));

    // A task that runs on as it was for a while would merge what the new one is to refuse.
    pair.rest().stop(sink);
    pair.change(
        sink,
        config ->
            config
                .with("on.error", "fail")
                .with(
                    "document.mapping",
                    String.valueOf(config.settings().get("document.mapping"))
                        .replace("stats.ratio", "stats.share")));
    pair.rest().resume(sink);
    updateDocument(400, "secret");
    assertThat(pair.rest().awaitFailed(sink).failures().get(0).trace())
        .contains("The capture of gcp-europe-west1 has another document.mapping for")
        .contains("assistant.profile than this sink", "Give all sinks and the captures of MongoDB")
        .doesNotContain("secret");
    assertThat(rows()).containsExactly("400 before 1");

    pair.deploy();
    awaitNames(this::rows, List.of("400 secret"));
    pair.awaitEqual();
  }

  /**
   * Regions that hold the same may still have rows of a snapshot to tell. Captures tell in order,
   * so once a write of each region is in the other, nothing from before is on its way.
   */
  private void awaitAllTold() {
    pair.tables().execute("INSERT INTO assistant.profile (id, name) VALUES (" + LAST + ", 'last')");
    pair.awaitEqual();
    profiles().deleteOne(eq("_id", LAST));
    pair.awaitEqual();
  }

  /** In the tables, and returns once both regions have them and nothing else. */
  private void insert(List<String> named) {
    pair.tables().execute("DELETE FROM assistant.profile");
    for (String one : named) {
      pair.tables()
          .execute(
              "INSERT INTO assistant.profile (id, name) VALUES (%s, '%s')"
                  .formatted(one.substring(0, 3), one.substring(4)));
    }
    awaitNames(this::names, named);
  }

  private void changeRows() {
    pair.tables()
        .execute(
            "UPDATE assistant.profile SET name = 'updated 2' WHERE id = 200",
            "INSERT INTO assistant.profile (id, name) VALUES (203, 'inserted 1')",
            "DELETE FROM assistant.profile WHERE id = 201");
  }

  private void changeDocuments() {
    updateDocument(200, "updated 5");
    profiles().insertOne(profile(204, "inserted 1"));
    profiles().deleteOne(eq("_id", 202L));
  }

  private void updateDocument(long id, String name) {
    profiles().updateOne(eq("_id", id), Updates.set("name", name));
  }

  private static Document profile(long id, String name) {
    return new Document("_id", id).append("name", name);
  }

  private MongoCollection<Document> profiles() {
    return pair.documents().collection(ProfileTable.COLLECTION);
  }

  /** It is to fail, which is not what the client's resuming waits for. */
  private static void resume(Shell shell) {
    shell.run("curl -fsS -X PUT \"$CONNECT/connectors/aws-us-east-1-capture/resume\"");
  }

  private List<String> rows() {
    return pair.tables().column("SELECT id || ' ' || name FROM assistant.profile ORDER BY id");
  }

  private List<String> names() {
    return profiles()
        .find()
        .sort(new Document("_id", 1))
        .map(document -> document.get("_id") + " " + document.get("name"))
        .into(new ArrayList<>());
  }

  private static void awaitNames(Supplier<List<String>> region, List<String> expected) {
    Await.until("the region has its names", Await.DEADLINE, region::get, expected::equals);
  }

  private static void awaitIds(Supplier<List<String>> region) {
    Await.until(
        "the region has all that either had",
        Await.DEADLINE,
        () -> region.get().stream().map(name -> name.substring(0, 3)).toList(),
        List.of("300", "301", "302", "303", "304", "305")::equals);
  }

  /** The key of what only the first has, as the page's comparisons find it. */
  private static long onlyElsewhere(List<String> there, List<String> here) {
    List<String> gone = new ArrayList<>(there);
    gone.removeAll(here);
    assertThat(gone).hasSize(1);
    return Long.parseLong(gone.get(0).substring(0, 3));
  }
}
