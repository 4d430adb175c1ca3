package org.anabranch.capture.mongodb;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.anabranch.capture.config.ForcedSetting;

/**
 * Debezium's configuration as a capture needs it: the admin's, with what Debezium leaves unsafe for
 * us fixed, each with its reason.
 *
 * @param values what Debezium gets
 * @param notes one line for the log on everything that differs from what was given
 */
record DebeziumConfig(Map<String, String> values, List<String> notes) {

  private static final List<ForcedSetting> SETTINGS =
      List.of(
          ForcedSetting.unlessGiven(
              "capture.scope",
              "deployment",
              "the sink's watermarks are in a database of their own"),
          ForcedSetting.unlessGiven(
              "capture.mode",
              "change_streams_update_full_with_pre_image",
              "merges need to know how a document was before and after a change"),
          ForcedSetting.unlessGiven(
              "capture.mode.full.update.type",
              "post_image",
              "a document that is looked up may show a later change already"),
          ForcedSetting.unlessGiven(
              "snapshot.mode", "initial", "documents that exist already are part of the context"),
          ForcedSetting.unlessGiven(
              "skipped.operations", "none", "every operation has to reach the other regions"));

  /** Completes an admin's configuration. */
  static DebeziumConfig of(Map<String, String> given) {
    Map<String, String> values = new HashMap<>(given);
    List<String> notes = new ArrayList<>();
    ForcedSetting.complete(given, SETTINGS, values, notes);
    ForcedSetting.complete(values, ForcedSetting.OF_ALL, values, notes);
    CollectionSelection.complete(given)
        .forEach(
            (name, value) -> {
              if (value == null) {
                values.remove(name);
                notes.add(name + " removed: it is part of collection.include.list now");
              } else {
                values.put(name, value);
                notes.add(
                    name + "=" + value + ": the sink's watermarks tell its writes from local ones");
              }
            });
    values.computeIfPresent(
        ConnectionText.OPTION, (name, connection) -> ConnectionText.withMajority(connection));
    notes.add(ConnectionText.OPTION + " with majority reads: what is sent is not rolled back");
    return new DebeziumConfig(Map.copyOf(values), List.copyOf(notes));
  }
}
