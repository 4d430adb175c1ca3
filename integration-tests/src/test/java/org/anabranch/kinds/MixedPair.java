package org.anabranch.kinds;

import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.anabranch.convergence.Topics;
import org.anabranch.convergence.Writers;
import org.anabranch.quickstart.AssistantSchema;
import org.anabranch.regions.DocumentStore;
import org.anabranch.regions.MixedContents;
import org.anabranch.regions.MixedDeployment;
import org.anabranch.regions.MixedServers;
import org.anabranch.regions.Region;
import org.anabranch.regions.TableMeaning;
import org.anabranch.testkit.servers.ConnectRest;
import org.anabranch.testkit.servers.ConnectorConfig;
import org.anabranch.testkit.servers.PostgresServer;

/**
 * Servers of their own with the tables in the one region and the collections in the other; the
 * connectors are those of connect-configs/postgres-mongodb, with two more tables.
 */
final class MixedPair implements AutoCloseable {

  private static final MixedContents CONTENTS =
      new MixedContents(
          List.of(
              TableMeaning.SESSION, TableMeaning.MESSAGE, ProfileTable.MEANING, NoteTable.MEANING));

  private final MixedServers servers =
      new MixedServers(
          List.of("sessions", "messages", ProfileTable.COLLECTION, NoteTable.COLLECTION));
  private final MixedDeployment deployment = servers.deployment();

  /** Starts the servers and makes what is shared; nothing is deployed. */
  MixedPair() {
    try {
      tables().execute(AssistantSchema.tables(), ProfileTable.TABLE, NoteTable.TABLE);
      documents().createCollections();
    } catch (RuntimeException e) {
      close();
      throw e;
    }
  }

  MixedDeployment deployment() {
    return deployment;
  }

  PostgresServer postgres() {
    return servers.postgres();
  }

  Region tables() {
    return deployment.tables();
  }

  DocumentStore documents() {
    return deployment.documents();
  }

  ConnectRest rest() {
    return deployment.rest();
  }

  Topics topics() {
    return new Topics(deployment.broker().bootstrapServers());
  }

  /** Deploys all connectors, or puts those that are there back to what the files say. */
  void deploy() {
    deployment.deploy(MixedPair::withMoreTables);
  }

  /** Changes a connector's options beside those that the files and this pair give it. */
  void change(String connector, UnaryOperator<ConnectorConfig> changed) {
    rest().put(changed.apply(withMoreTables(deployment.file(connector))));
  }

  private static ConnectorConfig withMoreTables(ConnectorConfig config) {
    ConnectorConfig changed =
        config.name().endsWith("-sink")
            ? config
                .with("consumer.override.metadata.max.age.ms", "500")
                .with("on.error", "quarantine")
            : config.with("heartbeat.interval.ms", "500").with("poll.interval.ms", "20");
    if (config.settings().containsKey("mongodb.connection.string")) {
      // A test's outage lasts as long as a busy machine makes it.
      changed = changed.with("mongodb.server.selection.timeout.ms", "120000");
    }
    for (String option : List.of("topics.regex", "table.include.list", "collection.include.list")) {
      String value = config.settings().get(option);
      if (value != null) {
        changed =
            changed.with(
                option,
                value
                    .replace("messages)", "messages|profiles|notes)")
                    .replace("message)", "message|profile|note)"));
      }
    }
    String mapping = config.settings().get("document.mapping");
    return mapping == null
        ? changed
        : changed.with("document.mapping", mapping + ProfileTable.MAPPING + NoteTable.MAPPING);
  }

  /** Starts so many applications in each region. */
  Writers startWriters(int perRegion) {
    return Writers.start(
        List.of(tables(), documents()),
        perRegion,
        (region, seed, goOn, committed) ->
            region instanceof Region tables
                ? new TableWriter(tables, seed, goOn, committed)
                : new CollectionWriter((DocumentStore) region, seed, goOn, committed));
  }

  /** What the tables hold, as lines that are equal where documents mean the same. */
  Set<String> contents() {
    return CONTENTS.of(tables());
  }

  void awaitEqual() {
    CONTENTS.awaitSame(deployment);
  }

  @Override
  public void close() {
    servers.close();
  }
}
