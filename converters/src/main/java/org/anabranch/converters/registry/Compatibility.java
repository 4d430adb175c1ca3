package org.anabranch.converters.registry;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.apache.avro.Schema;
import org.apache.avro.SchemaCompatibility;
import org.apache.avro.SchemaCompatibility.Incompatibility;

/** What is asked of a new version of a subject beside the version before it. */
enum Compatibility {
  /** What the registry is set to. */
  REGISTRY(false, false),
  /** Those who know the new schema read what was written with the one before. */
  BACKWARD(true, false),
  /** Those who know the one before read what is written with the new schema. */
  FORWARD(false, true),
  /** Both. */
  FULL(true, true);

  private final boolean newReadsOld;
  private final boolean oldReadsNew;

  Compatibility(boolean newReadsOld, boolean oldReadsNew) {
    this.newReadsOld = newReadsOld;
    this.oldReadsNew = oldReadsNew;
  }

  /** As it is written in configurations. */
  String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  static List<String> words() {
    return List.of(values()).stream().map(Compatibility::word).toList();
  }

  static Compatibility of(String word) {
    return valueOf(word.toUpperCase(Locale.ROOT));
  }

  /** Why the one may not follow the other; empty where it may. */
  List<String> problems(Schema next, Schema before) {
    List<String> problems = new ArrayList<>();
    if (newReadsOld) {
      problems.addAll(unreadable("the new schema does not read the one before", next, before));
    }
    if (oldReadsNew) {
      problems.addAll(unreadable("the schema before does not read the new one", before, next));
    }
    return problems;
  }

  /** Why a reader with the one schema cannot read what was written with the other. */
  static List<String> unreadable(String said, Schema reader, Schema writer) {
    return SchemaCompatibility.checkReaderWriterCompatibility(reader, writer)
        .getResult()
        .getIncompatibilities()
        .stream()
        .map(each -> said + ": " + words(each))
        .toList();
  }

  private static String words(Incompatibility found) {
    return found.getType().name().toLowerCase(Locale.ROOT).replace('_', ' ')
        + " at "
        + found.getLocation()
        + " ("
        + found.getMessage()
        + ")";
  }
}
