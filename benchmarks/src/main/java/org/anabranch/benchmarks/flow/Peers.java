package org.anabranch.benchmarks.flow;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.anabranch.testkit.servers.PluginDirectories;
import org.anabranch.testkit.servers.PostgresDatabase;

/**
 * Debezium's connectors at the best settings that were found for them. What concerns the log and
 * the consumer is the same for ours.
 */
final class Peers {

  static final String SLOT = "bench";
  static final int BATCH_ROWS = 5_000;

  private static final String UNPACKED = "benchmarks/target/peer";
  private static final Pattern VERSION = Pattern.compile("-(\\d[\\w.]*)\\.jar");

  private Peers() {}

  /** The plugin path entry of Debezium's JDBC sink. */
  static Path directory() {
    Path unpacked = PluginDirectories.projectRoot().resolve(UNPACKED);
    if (!Files.isDirectory(unpacked)) {
      throw new IllegalStateException(
          unpacked + " is not there. Unpack it: mvn -pl benchmarks generate-resources");
    }
    return unpacked;
  }

  static String sinkVersion() throws IOException {
    return version(directory(), "debezium-connector-jdbc-");
  }

  static String captureVersion() throws IOException {
    return version(
        PluginDirectories.of("anabranch-capture-postgres").get(0), "debezium-connector-postgres-");
  }

  private static String version(Path directory, String jar) throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.startsWith(jar))
          .map(VERSION::matcher)
          .filter(Matcher::find)
          .map(found -> found.group(1))
          .findFirst()
          .orElse("unknown");
    }
  }

  static Map<String, String> capture(String prefix, PostgresDatabase database) {
    Map<String, String> settings = log(database);
    settings.put("connector.class", "io.debezium.connector.postgresql.PostgresConnector");
    settings.put("topic.prefix", prefix);
    settings.put("publication.autocreate.mode", "filtered");
    settings.put("plugin.name", "pgoutput");
    return settings;
  }

  private static Map<String, String> log(PostgresDatabase database) {
    Map<String, String> settings = TunedSettings.log();
    settings.putAll(of(database));
    return settings;
  }

  /** A database and what is captured of it. */
  static Map<String, String> of(PostgresDatabase database) {
    Map<String, String> settings = new LinkedHashMap<>();
    settings.put("database.hostname", database.host());
    settings.put("database.port", String.valueOf(database.port()));
    settings.put("database.dbname", database.name());
    settings.put("database.user", database.user());
    settings.put("database.password", database.password());
    settings.put("slot.name", SLOT);
    settings.put("publication.name", SLOT);
    settings.put("table.include.list", Messages.TABLE);
    settings.put("topic.creation.default.replication.factor", "1");
    return settings;
  }

  static Map<String, String> sink(PostgresDatabase database, String topics) {
    Map<String, String> settings = TunedSettings.consumer();
    settings.put("connector.class", "io.debezium.connector.jdbc.JdbcSinkConnector");
    settings.put("topics", topics);
    settings.put("connection.url", database.jdbcUrl() + "?reWriteBatchedInserts=true");
    settings.put("connection.username", database.user());
    settings.put("connection.password", database.password());
    settings.put("insert.mode", "upsert");
    settings.put("delete.enabled", "true");
    settings.put("primary.key.mode", "record_key");
    settings.put("schema.evolution", "none");
    settings.put("collection.name.format", Messages.TABLE);
    settings.put("batch.size", String.valueOf(BATCH_ROWS));
    settings.put("use.reduction.buffer", "true");
    settings.put("dialect.postgres.unnest.insert.enabled", "true");
    return settings;
  }
}
