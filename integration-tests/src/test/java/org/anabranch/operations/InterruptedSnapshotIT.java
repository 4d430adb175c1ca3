package org.anabranch.operations;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import org.anabranch.convergence.Quiet;
import org.anabranch.quickstart.AssistantSchema;
import org.anabranch.regions.Region;
import org.anabranch.regions.TwoRegionDeployment;
import org.anabranch.testkit.servers.Await;
import org.anabranch.testkit.servers.ForkedConnectWorker;
import org.anabranch.testkit.servers.WorkerSettings;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A worker that is killed while a first snapshot is read: a lock on the last table keeps it from
 * its end. The workers are of a Connect cluster of their own, on the same Kafka.
 */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
@ExtendWith(SharedServers.class)
class InterruptedSnapshotIT {

  private static final String SNAPSHOTS_RUNNING =
      "SELECT count(*) FROM anabranch.watermark WHERE snapshot_from <> 0";

  /** So many that they take the capture seconds. */
  private static final String FILLING =
      "INSERT INTO assistant.preference SELECT 'user-2', n, '1' FROM generate_series(1, 15000) n";

  /**
   * A snapshot's transaction that keeps a lock of a table before the last one while it waits for
   * its client, so one that reads rows. What asks for a table's columns locks it too, but no longer
   * than its statement lasts, and before that of the last table.
   */
  private static final String READING =
      "SELECT count(*) FROM pg_locks JOIN pg_stat_activity USING (pid)"
          + " WHERE datname = current_database() AND application_name = 'Debezium General'"
          + " AND state = 'idle in transaction' AND mode = 'AccessShareLock'"
          + " AND relation IN ('assistant.message'::regclass, 'assistant.preference'::regclass)";

  private static final String NEVER_MILLIS = "3600000";
  private static int deployments;

  private final OperationsServers servers;
  private final String name = "interrupted" + ++deployments;
  private final TwoRegionDeployment regions;
  private final Region aws;
  private final Region gcp;

  InterruptedSnapshotIT(OperationsServers servers) {
    this.servers = servers;
    this.regions = servers.fresh(name);
    this.aws = regions.aws();
    this.gcp = regions.gcp();
  }

  @AfterEach
  void undeploy() {
    regions.undeploy();
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void a_row_that_an_interrupted_snapshot_had_sent_and_the_next_no_longer_finds_is_deleted(
      boolean positionStored) throws SQLException {
    WorkerSettings settings = settings(positionStored);
    aws.execute(
        "INSERT INTO assistant.preference VALUES ('user-1', 'kept', '1'), ('user-1', 'gone', '1')",
        AssistantSchema.fill(aws.origin()),
        FILLING);
    try (Connection application = aws.database().connect();
        ForkedConnectWorker first = ForkedConnectWorker.start(settings)) {
      TwoRegionDeployment before = regions.on(first.rest());
      // On the worker that is not killed, so that it keeps its position.
      regions.deploy(gcp.captureName(), Quiet::beatingOften);
      List.of(gcp.sinkName(), aws.sinkName(), aws.captureName())
          .forEach(name -> before.deploy(name, Quiet::beatingOften));
      lockTheLastTable(application);
      Await.until(
          "a row of the snapshot is in " + gcp,
          Await.DEADLINE,
          () -> {
            before.failIfAnyFailed();
            return gcp.count("SELECT count(*) FROM assistant.preference WHERE name = 'gone'") == 1;
          });
      if (positionStored) {
        Await.until(
            "a position is stored",
            Await.DEADLINE,
            () -> !before.rest().offsets(aws.captureName()).path("offsets").isEmpty());
      }
      assertThat(gcp.count(SNAPSHOTS_RUNNING)).as("lanes of unfinished snapshots").isPositive();
      first.kill();
      application.rollback();
    }
    aws.execute("DELETE FROM assistant.preference WHERE name = 'gone'");
    try (ForkedConnectWorker second = ForkedConnectWorker.start(settings)) {
      TwoRegionDeployment after = regions.on(second.rest());
      if (!positionStored) {
        dropTheSlotAsAsked(after);
      }
      after.awaitEqual(AssistantSchema.TABLES, Await.DEADLINE);
      assertThat(gcp.column("SELECT name FROM assistant.preference WHERE user_id = 'user-1'"))
          .contains("kept")
          .doesNotContain("gone");
      after.regions().forEach(Forgotten::await);
      after.rest().connectors().forEach(after.rest()::delete);
    }
  }

  private WorkerSettings settings(boolean positionStored) {
    WorkerSettings shared = servers.cluster().servers().workerSettings();
    WorkerSettings own =
        new WorkerSettings(shared.bootstrapServers(), name, shared.pluginPath(), shared.extra());
    return positionStored ? own : own.with("offset.flush.interval.ms", NEVER_MILLIS);
  }

  /**
   * As soon as rows of the tables before it are read. Any sooner, what comes before the rows would
   * wait for this transaction: the publication, the slot. Whether they have been sent is asked too
   * late: on a busy machine all are read by then.
   */
  private void lockTheLastTable(Connection application) throws SQLException {
    application.setAutoCommit(false);
    Await.until("rows are read", Await.DEADLINE, () -> aws.count(READING) > 0);
    try (Statement statement = application.createStatement()) {
      statement.execute("LOCK TABLE assistant.session IN ACCESS EXCLUSIVE MODE");
    }
  }

  private void dropTheSlotAsAsked(TwoRegionDeployment deployment) {
    assertThat(deployment.rest().awaitFailed(aws.captureName()).failures().get(0).trace())
        .contains("no position stored", "SELECT pg_drop_replication_slot('anabranch')");
    List<String> wayOut =
        OperationsPage.read("lost-state").commands("A capture's offsets are lost", 1);
    servers.shell(deployment, Map.of()).run(wayOut.get(0));
    deployment.rest().awaitRunning(aws.captureName(), Await.DEADLINE);
  }
}
