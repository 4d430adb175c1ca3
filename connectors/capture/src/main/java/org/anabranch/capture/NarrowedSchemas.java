package org.anabranch.capture;

import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Set;
import org.anabranch.records.path.LikeSchema;
import org.apache.kafka.connect.data.Schema;

/**
 * Schemas of Debezium's envelopes without some columns of the rows in them, each made once.
 * Debezium keeps one schema per table until the table changes, so they are told apart by identity.
 * Not thread-safe.
 */
final class NarrowedSchemas {

  static final String BEFORE = "before";
  static final String AFTER = "after";

  /** So many tables are seldom captured; more of them only cost that schemas are made again. */
  private static final int TABLES_MAX = 1_000;

  /** The columns that the rows before and after a change lack. */
  private record Lacking(Set<String> before, Set<String> after) {}

  private final IdentityHashMap<Schema, Map<Lacking, Schema>> made = new IdentityHashMap<>();

  /** The envelope's schema where the row before the change lacks columns, and the one after it. */
  Schema without(Schema envelope, Set<String> before, Set<String> after) {
    if (made.size() >= TABLES_MAX) {
      made.clear();
    }
    return made.computeIfAbsent(envelope, schema -> new HashMap<>())
        .computeIfAbsent(
            new Lacking(Set.copyOf(before), Set.copyOf(after)),
            lacking -> envelope(envelope, lacking));
  }

  private static Schema envelope(Schema schema, Lacking lacking) {
    return LikeSchema.struct(
        schema,
        field ->
            switch (field.name()) {
              case BEFORE -> row(field.schema(), lacking.before());
              case AFTER -> row(field.schema(), lacking.after());
              default -> field.schema();
            });
  }

  private static Schema row(Schema row, Set<String> lacking) {
    return lacking.isEmpty()
        ? row
        : LikeSchema.struct(row, field -> lacking.contains(field.name()) ? null : field.schema());
  }
}
