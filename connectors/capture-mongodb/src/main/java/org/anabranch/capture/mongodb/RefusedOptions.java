package org.anabranch.capture.mongodb;

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
              "capture.scope",
              Set.of("deployment"),
              "The sink's watermarks are in the database anabranch, and its writes could not be"
                  + " told from local ones without them. Remove the option, and select collections"
                  + " with collection.include.list"),
          Refusal.unless(
              "capture.mode",
              Set.of("change_streams_update_full_with_pre_image"),
              "Regions merge what a change has made of a document, and need to know how it was"
                  + " before and after. Remove the option"),
          Refusal.unless(
              "capture.mode.full.update.type",
              Set.of("post_image"),
              "A document that is looked up may show a later change already, or the sink's. Remove"
                  + " the option"),
          Refusal.unless(
              "filters.match.mode",
              Set.of("regex"),
              "The sink's watermarks are selected by patterns. Remove the option and escape the"
                  + " dots in collection.include.list"),
          Refusal.unless(
              "snapshot.mode",
              Set.of("initial", "no_data", "never", "when_needed"),
              "This mode takes a snapshot at every start, or does not stream. Use initial,"
                  + " when_needed or no_data"),
          Refusal.unless(
              "cursor.oversize.handling.mode",
              Set.of("fail", "split"),
              "A change that is skipped is one that no region ever gets. Use split"),
          Refusal.unless(
              "mongodb.allow.offset.invalidation",
              Set.of("false"),
              "A position that is thrown away loses or renames changes. Remove the option"),
          refusedAtAll(
              "cursor.pipeline",
              "What the pipeline leaves out or alters would not reach the other regions as it is."
                  + " Remove the option, and use a transform of this pack instead"),
          refusedAtAll(
              "capture.start.op.time",
              "The position is the stored one, or that of a snapshot. Remove the option"),
          refusedAtAll(
              "field.exclude.list",
              "Regions would differ. Remove the option, and use a transform of this pack to"
                  + " withhold or encrypt fields"),
          refusedAtAll("field.renames", "Regions would differ. Remove the option"),
          refusedAtAll(
              "snapshot.collection.filter.overrides",
              "Documents that the snapshot leaves out would be missing in the other regions."
                  + " Remove the option"));

  private RefusedOptions() {}

  static void check(Map<String, String> given, Problems problems) {
    Refusal.OF_ALL.forEach(refusal -> refusal.check(given, problems));
    REFUSALS.forEach(refusal -> refusal.check(given, problems));
    ConnectionText.check(given, problems);
    String databases = given.get(CollectionSelection.DATABASE_EXCLUDE);
    if (databases != null && matchesAny(databases, SinkState.DATABASE)) {
      problems.add(
          CollectionSelection.DATABASE_EXCLUDE,
          "The patterns match the database anabranch, whose watermarks have to be captured");
    }
  }

  private static Refusal refusedAtAll(String option, String message) {
    return Refusal.unless(option, Set.of(""), message);
  }

  private static boolean matchesAny(String patterns, String name) {
    try {
      return Pattern.compile(
              "(?:" + CollectionSelection.any(patterns) + ")", Pattern.CASE_INSENSITIVE)
          .matcher(name)
          .matches();
    } catch (PatternSyntaxException e) {
      // Debezium's own validation says so.
      return false;
    }
  }
}
