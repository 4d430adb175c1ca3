package org.anabranch.capture.postgres;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.anabranch.capture.config.Problems;
import org.anabranch.capture.config.Refusal;

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
          Refusal.of(
              "include.unknown.datatypes",
              "false",
              "Columns of types that Debezium does not know would vanish silently. Use true"),
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
                  + " create it"));

  /** Column filters that may hide what they match. */
  private static final Pattern COLUMN_FILTER = Pattern.compile("column\\.exclude\\.list");

  private static final Pattern ALTERS_COLUMNS = Pattern.compile("column\\.(mask|truncate)\\..*");

  private static final List<String> WATERMARK_COLUMNS =
      List.of("origin", "table_schema", "table_name", "lane", "stamp");

  private RefusedOptions() {}

  static void check(Map<String, String> given, Problems problems) {
    Refusal.OF_ALL.forEach(refusal -> refusal.check(given, problems));
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
