package org.anabranch.capture.postgres;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/** Options, Debezium's and Kafka Connect's, with which changes would be lost or altered. */
final class RefusedOptions {

  private static final List<Refusal> REFUSALS =
      List.of(
          Refusal.unless(
              "plugin.name", Set.of("pgoutput"), "Only pgoutput is supported. Remove the option"),
          Refusal.of(
              "decimal.handling.mode",
              "double",
              "double rounds numerics, so regions would differ. Use precise or string"),
          Refusal.of(
              "time.precision.mode",
              "connect",
              "connect cuts microseconds off, so regions would differ. Use adaptive,"
                  + " adaptive_time_microseconds or isostring"),
          Refusal.of(
              "time.precision.mode",
              "nanoseconds",
              "nanoseconds reach from 1677 to 2262 only, and other times would become null. Use"
                  + " adaptive, adaptive_time_microseconds or isostring"),
          Refusal.unless(
              "binary.handling.mode",
              Set.of("bytes"),
              "A text cannot be told from the bytes that it stands for. Use bytes"),
          Refusal.unless(
              "snapshot.query.mode",
              Set.of("select_all"),
              "Snapshots have to read values as the log has them. Remove the option"),
          Refusal.unless(
              "skipped.operations",
              Set.of("none"),
              "A skipped operation never reaches the other regions. Use none"),
          Refusal.of(
              "skip.messages.without.change",
              "true",
              "A change that changes nothing still has a place in the causal order. Use false"),
          Refusal.of(
              "include.unknown.datatypes",
              "false",
              "Columns of types that Debezium does not know would vanish silently. Use true"),
          Refusal.of(
              "heartbeat.interval.ms",
              "0",
              "Without heartbeats a database that only receives never lets go of its log. Remove"
                  + " the option or give an interval"),
          Refusal.unless(
              "event.processing.failure.handling.mode",
              Set.of("fail"),
              "A change that cannot be read would be skipped and lost. Use fail"),
          Refusal.of(
              "slot.drop.on.stop",
              "true",
              "Every restart would lose the changes made meanwhile. Use false"),
          Refusal.unless(
              "snapshot.mode",
              Set.of("initial", "no_data", "never", "when_needed"),
              "This mode takes a snapshot on a slot that exists, which loses the changes committed"
                  + " meanwhile, or does not stream. Use initial, when_needed or no_data"),
          Refusal.unless(
              "publication.autocreate.mode",
              Set.of("filtered", "all_tables", "disabled"),
              "The publication would hold no tables. Use filtered, or disabled and let the DBA"
                  + " create it"),
          Refusal.unless(
              "offset.mismatch.strategy",
              Set.of("no_validation"),
              "A position other than the stored one would lose or rename changes. Remove the"
                  + " option"),
          Refusal.unless(
              "signal.data.collection",
              Set.of(""),
              "Rows of an incremental snapshot are not repeated identically after a restart, so"
                  + " signals are not supported. Remove the option"),
          Refusal.unless(
              "signal.kafka.topic",
              Set.of(""),
              "Signals are not supported, see signal.data.collection. Remove the option"),
          Refusal.unless("tasks.max", Set.of("1"), "One log is read by one task. Use 1"),
          Refusal.of(
              "errors.tolerance",
              "all",
              "A record that is skipped is a change that no region ever gets. Use none"),
          Refusal.of(
              "producer.override.enable.idempotence",
              "false",
              "Changes of one key must stay in order. Remove the option"),
          Refusal.unless(
              "producer.override.acks",
              Set.of("all", "-1"),
              "Changes would be lost with a broker. Use all"),
          Refusal.of(
              "producer.override.retries",
              "0",
              "Changes would be lost with a broker. Remove the option"),
          new Refusal(
              "producer.override.max.in.flight.requests.per.connection",
              value -> !value.matches("[1-5]"),
              "Changes of one key must stay in order. Use 5 or less"));

  /** Column filters that may hide what they match. */
  private static final Pattern COLUMN_FILTER = Pattern.compile("column\\.exclude\\.list");

  private static final Pattern ALTERS_COLUMNS = Pattern.compile("column\\.(mask|truncate)\\..*");

  private static final List<String> WATERMARK_COLUMNS =
      List.of("origin", "table_schema", "table_name", "lane", "stamp");

  private RefusedOptions() {}

  static void check(Map<String, String> given, Problems problems) {
    REFUSALS.forEach(refusal -> refusal.check(given, problems));
    given.forEach(
        (option, value) -> {
          if (ALTERS_COLUMNS.matcher(option).matches()) {
            problems.add(
                option,
                "Regions would differ, and a value that the log does not hold could not be told"
                    + " from its mask. Use a transform of this pack to withhold or encrypt columns");
          } else if (COLUMN_FILTER.matcher(option).matches() && hitsWatermark(value)) {
            problems.add(
                option,
                "The patterns match columns of anabranch.watermark, without which the sink's"
                    + " writes cannot be told from local ones. Name the schemas that you mean");
          }
        });
    String schemas = given.get("schema.exclude.list");
    if (schemas != null && matchesAny(schemas, "anabranch")) {
      problems.add(
          "schema.exclude.list",
          "The patterns match the schema anabranch, whose watermark table has to be captured");
    }
  }

  private static boolean hitsWatermark(String patterns) {
    return WATERMARK_COLUMNS.stream()
        .anyMatch(column -> matchesAny(patterns, "anabranch.watermark." + column));
  }

  private static boolean matchesAny(String patterns, String name) {
    try {
      return Pattern.compile("(?:" + TableSelection.any(patterns) + ")", Pattern.CASE_INSENSITIVE)
          .matcher(name)
          .matches();
    } catch (PatternSyntaxException e) {
      // Debezium's own validation says so.
      return false;
    }
  }
}
