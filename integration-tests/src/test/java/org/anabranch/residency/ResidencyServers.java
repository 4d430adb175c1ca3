package org.anabranch.residency;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.anabranch.regions.Region;
import org.anabranch.regions.TwoRegionDeployment;
import org.anabranch.testkit.servers.Closing;
import org.anabranch.testkit.servers.EnvironmentFile;
import org.anabranch.testkit.servers.ForkedConnectWorker;
import org.anabranch.testkit.servers.KafkaBroker;
import org.anabranch.testkit.servers.PluginDirectories;
import org.anabranch.testkit.servers.PostgresServer;
import org.anabranch.testkit.servers.WorkerSettings;

/**
 * Two regions that share nothing: a database, a Kafka cluster and a Connect cluster each. What
 * passes between them passes through MirrorMaker's source connectors.
 */
final class ResidencyServers implements AutoCloseable {

  static final Path FILES = PluginDirectories.projectRoot().resolve("connect-configs/residency");
  static final String SECRET = "a secret of tests only";

  /** One region's own. */
  record Site(Region region, KafkaBroker broker, ForkedConnectWorker worker) {}

  private final Deque<AutoCloseable> started;
  private final Path variables;
  private final Path policy;
  private final Site aws;
  private final Site gcp;

  private ResidencyServers(
      Deque<AutoCloseable> started, Path variables, Path policy, Site aws, Site gcp) {
    this.started = started;
    this.variables = variables;
    this.policy = policy;
    this.aws = aws;
    this.gcp = gcp;
  }

  static ResidencyServers start() {
    Deque<AutoCloseable> started = new ArrayDeque<>();
    try {
      Path variables = Files.createTempFile("anabranch-variables-", ".properties");
      Path policy = Files.createTempFile("anabranch-policy-", ".yaml");
      Files.copy(FILES.resolve("policy.yaml"), policy, StandardCopyOption.REPLACE_EXISTING);
      var aws = site(started, TwoRegionDeployment.AWS, "AWS", variables);
      var gcp = site(started, TwoRegionDeployment.GCP, "GCP", variables);
      ResidencyServers servers =
          new ResidencyServers(started, variables, policy, aws.join(), gcp.join());
      servers.publishVariables();
      return servers;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (RuntimeException | Error e) {
      Closing.emptying(started);
      throw e;
    }
  }

  private static CompletableFuture<Site> site(
      Deque<AutoCloseable> started, String origin, String prefix, Path variables) {
    var database = starting(started, PostgresServer::start);
    var broker = starting(started, KafkaBroker::start);
    var worker =
        broker.thenCompose(
            running ->
                starting(
                    started,
                    () ->
                        ForkedConnectWorker.start(
                            new WorkerSettings(
                                running.bootstrapServers(),
                                "connect",
                                PluginDirectories.of(
                                    "anabranch-capture-postgres",
                                    "anabranch-store-postgres",
                                    "anabranch-transforms"),
                                EnvironmentFile.workerProperties(variables)))));
    return database.thenCombine(
        worker,
        (postgres, connect) ->
            new Site(
                new Region(origin, prefix, postgres.database("assistant")),
                broker.join(),
                connect));
  }

  private static <T extends AutoCloseable> CompletableFuture<T> starting(
      Deque<AutoCloseable> started, Supplier<T> start) {
    CompletableFuture<T> future = new CompletableFuture<>();
    Thread thread =
        new Thread(
            () -> {
              try {
                T server = start.get();
                synchronized (started) {
                  started.push(server);
                }
                future.complete(server);
              } catch (Throwable e) {
                future.completeExceptionally(e);
              }
            },
            "server-start");
    thread.setDaemon(true);
    thread.start();
    return future;
  }

  private void publishVariables() {
    Map<String, String> all = new HashMap<>(aws.region().variables());
    all.putAll(gcp.region().variables());
    all.put("AWS_KAFKA", aws.broker().bootstrapServers());
    all.put("GCP_KAFKA", gcp.broker().bootstrapServers());
    all.put("RESIDENCY_POLICY", policy.toString());
    all.put("MASK_SECRET", SECRET);
    EnvironmentFile.write(variables, all);
  }

  /** The workers' own copy of the policy. */
  Path policy() {
    return policy;
  }

  Site aws() {
    return aws;
  }

  Site gcp() {
    return gcp;
  }

  @Override
  public void close() {
    Closing.emptying(started);
    try {
      Files.deleteIfExists(variables);
      Files.deleteIfExists(policy);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
