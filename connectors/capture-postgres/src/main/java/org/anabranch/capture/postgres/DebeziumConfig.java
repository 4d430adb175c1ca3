package org.anabranch.capture.postgres;

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
              "plugin.name", "pgoutput", "it is part of every Postgres; decoderbufs is not"),
          ForcedSetting.unlessGiven(
              "publication.autocreate.mode",
              "filtered",
              "the publication then holds the captured tables and no others"),
          ForcedSetting.unlessGiven(
              "publish.via.partition.root",
              "true",
              "rows of a partitioned table travel under its name, however a region partitions it"),
          ForcedSetting.unlessGiven(
              "snapshot.mode", "initial", "rows that exist already are part of the context"),
          ForcedSetting.unlessGiven(
              "skipped.operations", "none", "Debezium skips TRUNCATE unless told otherwise"),
          ForcedSetting.unlessGiven(
              "include.unknown.datatypes",
              "true",
              "columns of types that Debezium does not know would vanish silently"),
          ForcedSetting.always(
              "event.converting.failure.handling.mode",
              "fail",
              "a value that cannot be converted would silently become null"),
          ForcedSetting.unlessGiven(
              "decimal.handling.mode", "string", "NaN and the infinities are no decimals"),
          ForcedSetting.always(
              "snapshot.query.mode", "custom", "snapshots read values as the log has them"),
          ForcedSetting.always(
              "snapshot.query.mode.custom.name",
              TextSnapshotQuery.NAME,
              "snapshots read values as the log has them"),
          ForcedSetting.unlessGiven(
              "interval.handling.mode", "string", "numbers cannot hold months exactly"));

  /**
   * Completes an admin's configuration.
   *
   * @param placeholder what stands for a value that the log does not hold; nobody must be able to
   *     guess it, or a row's own text could be taken for it
   */
  static DebeziumConfig of(Map<String, String> given, String placeholder) {
    Map<String, String> values = new HashMap<>(given);
    List<String> notes = new ArrayList<>();
    ForcedSetting.complete(given, SETTINGS, values, notes);
    ForcedSetting.complete(values, ForcedSetting.OF_ALL, values, notes);
    TableSelection.complete(given)
        .forEach(
            (name, value) -> {
              if (value == null) {
                values.remove(name);
                notes.add(name + " removed: it is part of table.include.list now");
              } else {
                values.put(name, value);
                notes.add(
                    name + "=" + value + ": the sink's watermarks tell its writes from local ones");
              }
            });
    values.put("unavailable.value.placeholder", placeholder);
    notes.add("unavailable.value.placeholder=<random>: no row's text can be taken for it");
    return new DebeziumConfig(Map.copyOf(values), List.copyOf(notes));
  }
}
