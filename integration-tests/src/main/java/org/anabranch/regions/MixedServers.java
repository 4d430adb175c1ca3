package org.anabranch.regions;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.anabranch.testkit.servers.Closing;
import org.anabranch.testkit.servers.ConnectRest;
import org.anabranch.testkit.servers.EnvironmentFile;
import org.anabranch.testkit.servers.ForkedConnectWorker;
import org.anabranch.testkit.servers.KafkaBroker;
import org.anabranch.testkit.servers.MongoServer;
import org.anabranch.testkit.servers.PluginDirectories;
import org.anabranch.testkit.servers.PostgresServer;
import org.anabranch.testkit.servers.WorkerSettings;

/** A Postgres server, a MongoDB deployment, a Kafka broker and a Connect worker. */
public final class MixedServers implements AutoCloseable {

  private static final String[] PLUGINS = {
    "anabranch-capture-postgres",
    "anabranch-store-postgres",
    "anabranch-capture-mongodb",
    "anabranch-store-mongodb"
  };

  private final Deque<AutoCloseable> started = new ArrayDeque<>();
  private final MixedDeployment deployment;
  private final PostgresServer postgres;

  /**
   * Starts them.
   *
   * @param collections that are shared
   */
  public MixedServers(List<String> collections) {
    try {
      Path variables = Files.createTempFile("anabranch-variables-", ".properties");
      started.push(() -> Files.deleteIfExists(variables));
      postgres = closing(PostgresServer.start());
      MongoServer mongo = closing(MongoServer.start());
      KafkaBroker broker = closing(KafkaBroker.start());
      WorkerSettings settings =
          new WorkerSettings(
              broker.bootstrapServers(),
              "connect",
              PluginDirectories.of(PLUGINS),
              EnvironmentFile.workerProperties(variables));
      ConnectRest rest = closing(ForkedConnectWorker.start(settings)).rest();
      deployment =
          new MixedDeployment(
              rest,
              broker,
              new Region(TwoRegionDeployment.AWS, "AWS", postgres.database("assistant")),
              new DocumentStore(TwoRegionDeployment.GCP, "GCP", mongo, collections));
      deployment.publishVariables(variables);
    } catch (IOException e) {
      close();
      throw new UncheckedIOException(e);
    } catch (RuntimeException e) {
      close();
      throw e;
    }
  }

  private <T extends AutoCloseable> T closing(T server) {
    started.push(server);
    return server;
  }

  public MixedDeployment deployment() {
    return deployment;
  }

  public PostgresServer postgres() {
    return postgres;
  }

  @Override
  public void close() {
    Closing.emptying(started);
  }
}
