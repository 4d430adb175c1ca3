package org.anabranch.capture.config;

import java.util.Map;

/**
 * Refuses transforms on the capture's own stream that are known to drop records, to change their
 * partition or to take the row apart. Those that nobody knows here are the admin's word.
 */
public final class TransformRules {

  private static final Map<String, String> REFUSED =
      Map.ofEntries(
          Map.entry("org.apache.kafka.connect.transforms.Filter", "drops records"),
          Map.entry("io.debezium.transforms.Filter", "drops records"),
          Map.entry("io.debezium.transforms.EnforceRecordSize", "drops records"),
          Map.entry("io.debezium.transforms.ContentBasedRouter", "sends rows of a table apart"),
          Map.entry("io.debezium.transforms.partitions.PartitionRouting", "changes the lane"),
          Map.entry("io.debezium.transforms.ByLogicalTableRouter", "changes keys"),
          Map.entry(
              "io.debezium.transforms.ExtractNewRecordState", "takes rows out of their change"),
          Map.entry("io.debezium.transforms.outbox.EventRouter", "takes rows out of their change"),
          Map.entry(
              "org.apache.kafka.connect.transforms.TimestampRouter",
              "sends changes of one row to several topics"),
          Map.entry("org.apache.kafka.connect.transforms.ValueToKey", "changes keys"));

  /** What leaves stubs, and where it belongs. */
  private static final Map<String, String> WITHHOLDING =
      Map.of(
          "org.anabranch.transforms.GeoFilter$Value",
          "GeoFilter withholds changes from other regions, and this region's own sink reads the"
              + " same topics and needs all of them. Put it on MirrorMaker's source connector,"
              + " which runs in this region and copies its topics to another"
              + " (docs/operations/residency.md)",
          "org.anabranch.transforms.ExpireContext$Value",
          "ExpireContext withholds changes of rows that have expired, and this region's own sink"
              + " reads the same topics and needs all of them. Put it on the sinks, for the changes"
              + " of the other regions (docs/operations/expiry.md)");

  private TransformRules() {}

  /** Notes which transforms cannot be used here. */
  public static void check(Map<String, String> given, Problems problems) {
    String names = given.get("transforms");
    if (names == null) {
      return;
    }
    for (String name : names.split(",", -1)) {
      String option = "transforms." + name.trim() + ".type";
      String type = given.getOrDefault(option, "");
      String reason = REFUSED.get(type);
      if (reason != null) {
        problems.add(
            option,
            type
                + " "
                + reason
                + "; every change has to reach its lane whole. Use it at a consumer instead");
      }
      String place = WITHHOLDING.get(type);
      if (place != null) {
        problems.add(option, place);
      }
    }
  }
}
