package org.anabranch.capture.postgres;

import io.debezium.connector.postgresql.connection.PostgresConnection;
import io.debezium.data.Envelope;
import io.debezium.relational.Table;
import io.debezium.relational.TableId;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import org.anabranch.capture.CompletedRow;
import org.anabranch.capture.UnchangedColumns;
import org.anabranch.model.change.ColumnMarks;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.source.SourceRecord;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * C8 for Postgres: reads columns again that the log did not hold (where the table's replica
 * identity is full, Debezium has taken them from the before image already), one query per table and
 * batch. Not thread-safe.
 */
final class Reselection implements UnchangedColumns, AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Reselection.class);
  private static final int ATTEMPTS = 5;
  private static final String UNDEFINED = "42";
  private static final String DATA_EXCEPTION = "22";

  private final UnchangedMarkers markers;
  private final FoundField after = new FoundField(Envelope.FieldName.AFTER);
  private final Function<TableId, @Nullable Table> tables;
  private @Nullable PostgresConnection connection;

  Reselection(UnchangedMarkers markers, Function<TableId, @Nullable Table> tables) {
    this.markers = markers;
    this.tables = tables;
  }

  @Override
  public List<CompletedRow> complete(List<SourceRecord> records) {
    List<CompletedRow> completed = new ArrayList<>(records.size());
    Map<Query, List<UnchangedRow>> asked = new LinkedHashMap<>();
    for (int i = 0; i < records.size(); i++) {
      SourceRecord record = records.get(i);
      completed.add(CompletedRow.asItCame(record.value()));
      List<String> missing = missing(record.value());
      if (!missing.isEmpty()) {
        UnchangedRow row = new UnchangedRow(i, record, missing);
        asked.computeIfAbsent(Query.of(row), query -> new ArrayList<>()).add(row);
      }
    }
    asked.forEach((query, rows) -> fill(query, rows, completed));
    return completed;
  }

  /** Rows that one query can answer. */
  private record Query(TableId table, List<String> columns, Schema row) {
    static Query of(UnchangedRow row) {
      return new Query(row.table(), row.columns(), row.after().schema());
    }
  }

  private List<String> missing(@Nullable Object value) {
    Struct row = markers.any() && value instanceof Struct envelope ? after.struct(envelope) : null;
    if (row == null) {
      return List.of();
    }
    List<String> missing = List.of();
    List<Field> fields = row.schema().fields();
    for (int i = 0; i < fields.size(); i++) {
      // By the field's place, as this is asked of every value; no default is a marker.
      if (markers.isMarker(row.get(fields.get(i)))) {
        missing = missing.isEmpty() ? new ArrayList<>() : missing;
        missing.add(fields.get(i).name());
      }
    }
    return missing;
  }

  private void fill(Query query, List<UnchangedRow> rows, List<CompletedRow> completed) {
    List<UnchangedRow> keyed = new ArrayList<>();
    List<Map<String, String>> keys = new ArrayList<>();
    for (UnchangedRow row : rows) {
      Map<String, String> key = row.key();
      if (key != null) {
        keyed.add(row);
        keys.add(key);
      }
    }
    Map<Integer, Map<String, @Nullable Object>> found = look(query, keys);
    boolean looked = found != null;
    Map<UnchangedRow, Map<String, @Nullable Object>> byRow = new HashMap<>();
    if (found != null) {
      found.forEach((index, values) -> byRow.put(keyed.get(index), values));
    }
    for (UnchangedRow row : rows) {
      boolean gone = looked && !byRow.containsKey(row);
      completed.set(row.place(), completed(row, byRow.getOrDefault(row, Map.of()), gone));
    }
  }

  private static CompletedRow completed(
      UnchangedRow row, Map<String, @Nullable Object> found, boolean gone) {
    Set<String> columns = new TreeSet<>(row.columns());
    ColumnMarks marks =
        found.isEmpty()
            ? new ColumnMarks(Set.of(), columns, Set.of(), Set.of())
            : new ColumnMarks(Set.of(), Set.of(), columns, Set.of());
    return new CompletedRow(row.filled(found), marks, gone);
  }

  /** What was found per key; null where it could not be looked for. */
  private @Nullable Map<Integer, Map<String, @Nullable Object>> look(
      Query query, List<Map<String, String>> keys) {
    Table table = tables.apply(query.table());
    if (keys.isEmpty() || table == null) {
      return null;
    }
    List<String> keyColumns = List.copyOf(keys.get(0).keySet());
    for (int attempt = 1; ; attempt++) {
      try {
        return new TableLookup(markers.values(), open(), table, keyColumns, query.columns())
            .find(keys, query.row());
      } catch (SQLException e) {
        if (changedMeanwhile(e)) {
          LOG.warn(
              "Columns {} of {} could not be read again and stay marked unchanged: {}",
              query.columns(),
              query.table(),
              e.getMessage());
          return null;
        }
        close();
        giveUpAfter(attempt, e);
      }
    }
  }

  /** The table, a column or its type is another one by now; a later change follows. */
  private static boolean changedMeanwhile(SQLException e) {
    String state = String.valueOf(e.getSQLState());
    return state.startsWith(UNDEFINED) || state.startsWith(DATA_EXCEPTION);
  }

  private static void giveUpAfter(int attempt, SQLException e) {
    if (attempt == ATTEMPTS) {
      // Not retriable: the batch has been taken from Debezium and only a restart repeats it.
      throw new ConnectException("Unchanged columns could not be read again", e);
    }
    try {
      Thread.sleep(200L << attempt);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new ConnectException("Interrupted while reading unchanged columns again", interrupted);
    }
  }

  private PostgresConnection open() throws SQLException {
    PostgresConnection open = connection;
    if (open == null) {
      open = markers.values().connection();
      Connection jdbc = open.connection(false);
      jdbc.setAutoCommit(true);
      try (Statement statement = jdbc.createStatement()) {
        // The few keys of a batch are found by the index, whatever the planner takes them for.
        statement.execute("SET enable_seqscan = off");
      }
      connection = open;
    }
    return open;
  }

  @Override
  public void close() {
    if (connection != null) {
      connection.close();
      connection = null;
    }
  }
}
