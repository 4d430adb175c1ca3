package org.anabranch.benchmarks.flow;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.anabranch.testkit.servers.PostgresDatabase;

/** How our connectors are set when they are measured. */
final class Ours {

  static final int LANES = 12;
  static final String MERGE = "version-vector";

  private Ours() {}

  /** The topic of an origin's messages. */
  static String topic(String origin) {
    return origin + "." + Messages.TABLE;
  }

  static Map<String, String> capture(
      String origin, List<String> members, PostgresDatabase database) {
    Map<String, String> settings = TunedSettings.capture();
    settings.putAll(context(origin, members));
    settings.put("topic.prefix", origin);
    settings.putAll(Peers.of(database));
    return settings;
  }

  /** Of a database that nobody captures, as the peers' is. */
  static Map<String, String> sink(
      String origin, List<String> members, PostgresDatabase database, String topics) {
    Map<String, String> settings = TunedSettings.sink();
    settings.putAll(context(origin, members));
    settings.put("topics", topics);
    settings.put("merge.strategy", MERGE);
    settings.put("connection.url", database.jdbcUrl());
    settings.put("connection.user", database.user());
    settings.put("connection.password", database.password());
    settings.put("capture.publication.name", "");
    return settings;
  }

  /** The same of a database that is captured. */
  static Map<String, String> capturedSink(
      String origin, List<String> members, PostgresDatabase database, String topics) {
    Map<String, String> settings = sink(origin, members, database, topics);
    settings.put("capture.publication.name", Peers.SLOT);
    settings.put("capture.slot.name", Peers.SLOT);
    return settings;
  }

  private static Map<String, String> context(String origin, List<String> members) {
    Map<String, String> settings = new LinkedHashMap<>();
    settings.put("context.origin", origin);
    settings.put("context.origins", String.join(",", members));
    settings.put("context.lanes", String.valueOf(LANES));
    return settings;
  }
}
