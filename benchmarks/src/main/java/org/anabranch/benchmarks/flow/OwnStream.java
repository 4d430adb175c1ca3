package org.anabranch.benchmarks.flow;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.anabranch.testkit.servers.PostgresDatabase;

/**
 * What the region that is merged into sends itself: the marks of a first snapshot that has found
 * nothing. A sink that has read them knows that no row of its database was there before, as one in
 * operation does; until then it compares each row. When it reads them among other topics is chance,
 * so that it has read them before anything else is written is part of each measurement.
 */
record OwnStream(String origin, String topic) {

  private static final String IS_THERE = "SELECT count(to_regclass('anabranch.watermark'))";
  private static final String ENDED =
      "SELECT count(*) FROM anabranch.watermark"
          + " WHERE origin = '%s' AND stamp > 0 AND snapshot_since = 0";

  static OwnStream recorded(
      String origin, List<String> members, String topic, Servers servers, Format format)
      throws Exception {
    new RecordedChanges(origin, members, "n", 1, 0).recordTo(topic, servers, format);
    return new OwnStream(origin, topic);
  }

  /** Deploys a sink, which reads this before it reads the topics that it is set to. */
  void deploy(Worker worker, PostgresDatabase database, Map<String, String> settings)
      throws Exception {
    Map<String, String> alone = new HashMap<>(settings);
    alone.put("topics", topic);
    worker.deploy("sink", alone);
    worker.await(database, IS_THERE, 1);
    worker.await(database, ENDED.formatted(origin), Ours.LANES);
    worker.deploy("sink", settings);
  }

  /** Of a sink that reads these topics and this one. */
  String with(String topics) {
    return topics + "," + topic;
  }
}
