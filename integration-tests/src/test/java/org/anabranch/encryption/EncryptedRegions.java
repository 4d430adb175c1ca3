package org.anabranch.encryption;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.anabranch.convergence.Topics;
import org.anabranch.operations.Shell;
import org.anabranch.regions.Region;
import org.anabranch.regions.TwoRegionDeployment;
import org.anabranch.testkit.servers.Await;
import org.anabranch.testkit.servers.ConnectorConfig;
import org.anabranch.testkit.servers.ConnectorStatus;
import org.anabranch.testkit.servers.EnvironmentFile;
import org.anabranch.testkit.servers.PluginDirectories;
import org.anabranch.testkit.servers.TemporaryDirectory;
import org.anabranch.testkit.servers.TwoRegions;

/**
 * Two regions with the files of connect-configs/encryption, whose key-encryption key lies in a file
 * of the workers and whose data keys lie in a topic.
 */
final class EncryptedRegions implements AutoCloseable {

  private static final Path FILES =
      PluginDirectories.projectRoot().resolve("connect-configs/encryption");
  private static final String SUBJECT_SECRET = "a secret of tests only";

  private final TemporaryDirectory directory;
  private final TwoRegions servers;
  private final Region aws;
  private final Region gcp;

  private EncryptedRegions(TemporaryDirectory directory, TwoRegions servers) {
    this.directory = directory;
    this.servers = servers;
    this.aws = new Region(TwoRegionDeployment.AWS, "AWS", servers.first().database("encryption"));
    this.gcp = new Region(TwoRegionDeployment.GCP, "GCP", servers.second().database("encryption"));
  }

  static EncryptedRegions start() {
    TemporaryDirectory directory = TemporaryDirectory.create("anabranch-encryption-");
    try {
      TwoRegions.Builder builder =
          TwoRegions.withPlugins(
                  "anabranch-capture-postgres", "anabranch-store-postgres", "anabranch-transforms")
              .broker("log.cleaner.backoff.ms", "100")
              .forkedWorker();
      EnvironmentFile.workerProperties(variables(directory)).forEach(builder::worker);
      EncryptedRegions regions = new EncryptedRegions(directory, builder.start());
      regions.makeKeyset();
      regions.makeKeyTopic();
      regions.publishVariables();
      return regions;
    } catch (RuntimeException | Error e) {
      directory.close();
      throw e;
    }
  }

  private static Path variables(TemporaryDirectory directory) {
    return directory.path().resolve("variables.properties");
  }

  private Path keyset() {
    return directory.path().resolve("keyset.json");
  }

  private void makeKeyset() {
    shell().run("tools/anabranch create-keyset --name k1 --file " + keyset());
  }

  /** As the connectors make it, but for how soon what is overwritten leaves the log. */
  private void makeKeyTopic() {
    Map<String, String> settings =
        Map.of(
            "cleanup.policy", "compact",
            "min.cleanable.dirty.ratio", "0.0001",
            "segment.ms", "200",
            "max.compaction.lag.ms", "200");
    servers.broker().createTopic("anabranch-keys", 1, settings);
  }

  private void publishVariables() {
    Map<String, String> all = new HashMap<>(aws.variables());
    all.putAll(gcp.variables());
    all.put("KAFKA", bootstrapServers());
    all.put("KEYSET", keyset().toString());
    all.put("SUBJECT_SECRET", SUBJECT_SECRET);
    EnvironmentFile.write(variables(directory), all);
  }

  /** Destroys a person's keys, as the page says. */
  String forget(String subject) {
    Path options = directory.path().resolve("keys.properties");
    try {
      Files.writeString(
          options,
          """
          key.store=kafka
          key.store.bootstrap.servers=%s
          key.subject.secret=%s
          kek.provider=local
          kek.local.keyset.file=%s
          """
              .formatted(bootstrapServers(), SUBJECT_SECRET, keyset()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return shell()
        .run("echo '%s' | tools/anabranch forget --config %s".formatted(subject, options));
  }

  private static Shell shell() {
    return new Shell(Map.of(), Map.of());
  }

  String bootstrapServers() {
    return servers.broker().bootstrapServers();
  }

  Region aws() {
    return aws;
  }

  Region gcp() {
    return gcp;
  }

  /** A connector as the files for encryption say. */
  ConnectorConfig encrypting(String name) {
    return ConnectorConfig.read(FILES.resolve(name + ".json"), Map.of())
        .with("consumer.override.metadata.max.age.ms", "500");
  }

  /** A connector as the files for two regions say, which know nothing of encryption. */
  ConnectorConfig plain(String name) {
    return new TwoRegionDeployment(
            servers.rest(), aws, gcp, Map.of("consumer.override.metadata.max.age.ms", "500"))
        .config(name);
  }

  void deploy(List<ConnectorConfig> connectors) {
    connectors.forEach(servers.rest()::put);
    connectors.forEach(connector -> servers.rest().awaitRunning(connector.name(), Await.DEADLINE));
  }

  void pause(String name) {
    servers.rest().pause(name);
    Await.until(
        name + " is paused",
        Await.DEADLINE,
        () -> servers.rest().status(name).orElseThrow().tasks(),
        tasks -> !tasks.isEmpty() && tasks.stream().allMatch(t -> t.state().equals("PAUSED")));
  }

  void resume(String name) {
    servers.rest().resume(name);
  }

  /**
   * All rows that a region has told by now, as somebody reads them whose connector decrypts, from
   * the beginning of its topic: Kafka's own file sink.
   */
  List<String> read(String name, Region region) {
    String topic = region.origin() + ".assistant.customer";
    long told = new Topics(bootstrapServers()).rowsTold(region);
    Path file = directory.path().resolve(name + ".txt");
    Map<String, String> settings = new HashMap<>();
    encrypting(aws.sinkName())
        .settings()
        .forEach(
            (option, value) -> {
              if (option.startsWith("transforms") || option.endsWith("converter")) {
                settings.put(option, value);
              }
            });
    settings.remove("transforms.decrypt.predicate");
    settings.put("connector.class", "org.apache.kafka.connect.file.FileStreamSinkConnector");
    settings.put("topics", topic);
    settings.put("file", file.toString());
    servers.rest().put(new ConnectorConfig(name, settings));
    servers.rest().awaitRunning(name, Await.DEADLINE);
    List<String> lines =
        Await.until(
            "%d rows of %s are read".formatted(told, topic),
            Await.DEADLINE,
            () -> {
              failIfAnyFailed();
              return rows(file);
            },
            rows -> rows.size() >= told);
    servers.rest().delete(name);
    return lines;
  }

  /** Without marks, which have no value. */
  private static List<String> rows(Path file) {
    try {
      List<String> rows =
          new ArrayList<>(Files.exists(file) ? Files.readAllLines(file) : List.of());
      rows.removeIf("null"::equals);
      return rows;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  void failIfAnyFailed() {
    for (String name : servers.rest().connectors()) {
      servers
          .rest()
          .status(name)
          .filter(ConnectorStatus::hasFailed)
          .ifPresent(
              status -> {
                throw new AssertionError(name + " failed: " + status.failures());
              });
    }
  }

  /** Deletes all connectors and drops the slots, so that others can be deployed. */
  void undeploy() {
    new TwoRegionDeployment(servers.rest(), aws, gcp).undeploy();
  }

  @Override
  public void close() {
    try {
      servers.close();
    } finally {
      directory.close();
    }
  }
}
