package org.anabranch.capture;

import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.anabranch.model.change.ColumnMarks;
import org.anabranch.model.change.Operation;
import org.anabranch.model.change.TableName;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.Struct;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Leaves out of local changes what their rows hold of other regions' values that arrived here
 * removed, masked or encrypted: only what an application of this region has written travels on. A
 * column that is left out is marked unchanged, which is what it is, so that whoever gets the change
 * does not take this region for one that removes it. Never touches the records that came in. Not
 * thread-safe.
 */
final class OwnValues {

  private static final Logger LOG = LoggerFactory.getLogger(OwnValues.class);

  /** What Debezium says of the insert that a change of the key is told as. */
  private static final String OLD_KEY = "__debezium.oldkey";

  private final AlteredWrites writes;
  private final NarrowedSchemas schemas = new NarrowedSchemas();
  private final Set<TableName> warned = new HashSet<>();
  private @Nullable Struct deleted;
  private LogEvent.@Nullable Row deletion;

  OwnValues(AlteredWrites writes) {
    this.writes = writes;
  }

  /**
   * A change's row with what may travel of it.
   *
   * @param altered by table, the columns whose values arrive altered
   */
  CompletedRow of(LocalChange change, CompletedRow completed, Map<TableName, Set<String>> altered) {
    Struct lastDeleted = isInPlaceOf(deletion, change.row()) ? deleted : null;
    deleted = null;
    deletion = null;
    if (altered.isEmpty() || !(completed.value() instanceof Struct envelope)) {
      return completed;
    }
    Struct before = row(envelope, NarrowedSchemas.BEFORE);
    Struct after = row(envelope, NarrowedSchemas.AFTER);
    if (after == null) {
      deleted = before;
      deletion = change.row();
    }
    Set<String> columns = columns(change, after == null ? before : after, altered);
    if (columns.isEmpty()) {
      return completed;
    }
    boolean moved = change.record().headers().lastWithName(OLD_KEY) != null;
    boolean created = change.row().operation() == Operation.CREATE;
    Struct was = moved || created ? lastDeleted : before;
    Set<String> kept = after == null ? Set.of() : kept(change, moved, was, after, columns);
    Set<String> left = new TreeSet<>(columns);
    left.removeAll(kept);
    return new CompletedRow(
        narrowed(envelope, columns, left), marked(completed.columns(), left), completed.gone());
  }

  /** Whether one is of the same table and transaction as the delete right before it. */
  private static boolean isInPlaceOf(LogEvent.@Nullable Row deletion, LogEvent.Row row) {
    return deletion != null
        && deletion.table().equals(row.table())
        && deletion.committedAtMicros() == row.committedAtMicros();
  }

  private static @Nullable Struct row(Struct envelope, String name) {
    return envelope.schema().field(name) == null ? null : envelope.getStruct(name);
  }

  /** Those that the row has and that do not name it. */
  private static Set<String> columns(
      LocalChange change, @Nullable Struct row, Map<TableName, Set<String>> altered) {
    Set<String> ofTable = altered.getOrDefault(change.row().table(), Set.of());
    if (row == null || ofTable.isEmpty()) {
      return Set.of();
    }
    Schema key = change.record().keySchema();
    Set<String> columns = new TreeSet<>();
    for (Field field : row.schema().fields()) {
      if (ofTable.contains(field.name()) && (key == null || key.field(field.name()) == null)) {
        columns.add(field.name());
      }
    }
    return columns;
  }

  /** The columns of which the change says what this region's application has written. */
  private Set<String> kept(
      LocalChange change, boolean moved, @Nullable Struct was, Struct after, Set<String> columns) {
    Operation operation = change.row().operation();
    if (operation == Operation.CREATE && !moved) {
      return made(was, after, columns);
    }
    if (operation == Operation.READ || change.row().snapshot()) {
      return Set.of();
    }
    if (was == null) {
      warn(change.row().table(), columns);
      return Set.of();
    }
    if (writes == AlteredWrites.WITHHOLD) {
      return Set.of();
    }
    Set<String> written = new TreeSet<>(columns);
    // A delete tells of columns beside the key only where the replica identity is full.
    written.removeIf(column -> same(was, after, column) || (moved && isNull(was, column)));
    return written;
  }

  /**
   * Of a new row, all that is not in the row that was deleted just before: a row that moves to
   * another partition of its table is deleted and made anew, without a word that it is the same.
   */
  private static Set<String> made(@Nullable Struct deleted, Struct after, Set<String> columns) {
    if (deleted == null) {
      return columns;
    }
    Set<String> made = new TreeSet<>(columns);
    made.removeIf(column -> same(deleted, after, column));
    return made;
  }

  private static boolean same(Struct was, Struct is, String column) {
    return was.schema().field(column) != null
        && Objects.deepEquals(was.getWithoutDefault(column), is.getWithoutDefault(column));
  }

  private static boolean isNull(Struct row, String column) {
    return row.schema().field(column) == null || row.getWithoutDefault(column) == null;
  }

  private void warn(TableName table, Set<String> columns) {
    if (warned.add(table)) {
      LOG.warn(
          "Columns {} of {} arrive here altered, and the log does not say what rows were before:"
              + " what applications write into them is sent to no other region. Run: ALTER TABLE {}"
              + " REPLICA IDENTITY FULL",
          columns,
          table,
          table);
    }
  }

  /** What a row was before never travels: it may be what another region's value was made into. */
  private Struct narrowed(Struct envelope, Set<String> before, Set<String> after) {
    Schema schema = schemas.without(envelope.schema(), before, after);
    Struct narrowed = new Struct(schema);
    for (Field field : schema.fields()) {
      Object value = envelope.getWithoutDefault(field.name());
      boolean row =
          field.name().equals(NarrowedSchemas.BEFORE) || field.name().equals(NarrowedSchemas.AFTER);
      narrowed.put(
          field, row && value instanceof Struct struct ? copy(struct, field.schema()) : value);
    }
    return narrowed;
  }

  private static Struct copy(Struct row, Schema schema) {
    Struct copy = new Struct(schema);
    for (Field field : schema.fields()) {
      copy.put(field, row.getWithoutDefault(field.name()));
    }
    return copy;
  }

  private static ColumnMarks marked(ColumnMarks marks, Set<String> left) {
    Set<String> unchanged = new TreeSet<>(marks.unchanged());
    unchanged.addAll(left);
    Set<String> reselected = new TreeSet<>(marks.reselected());
    reselected.removeAll(left);
    return new ColumnMarks(marks.withheld(), unchanged, reselected, marks.altered());
  }
}
