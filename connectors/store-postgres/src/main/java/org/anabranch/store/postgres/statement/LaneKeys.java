package org.anabranch.store.postgres.statement;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.anabranch.model.change.Lane;
import org.anabranch.model.change.TableName;
import org.anabranch.records.key.CanonicalKey;
import org.anabranch.records.view.RecordView;
import org.anabranch.records.view.RecordViews;
import org.anabranch.store.postgres.catalog.TargetColumn;
import org.anabranch.store.postgres.catalog.TargetTable;
import org.anabranch.store.postgres.catalog.UniqueKey;
import org.anabranch.store.postgres.failure.SqlFailures;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.jspecify.annotations.Nullable;

/**
 * The keys that a table holds in a lane, as its capture would write them. Reads the whole table:
 * which lane a key is in, Postgres does not know.
 */
public final class LaneKeys {

  private static final int FETCH_ROWS = 10_000;
  private static final Schema DATE =
      SchemaBuilder.int32().name("io.debezium.time.Date").version(1).build();

  /** How keys of a table are named. */
  record Naming(Schema schema) {

    /**
     * The key in a query's row.
     *
     * @param first where the first of its columns is
     */
    RecordView read(ResultSet row, int first) throws SQLException {
      return Objects.requireNonNull(RecordViews.of(key(schema, row, first)));
    }
  }

  private final Connection connection;
  private final Targets targets;

  public LaneKeys(Connection connection, Targets targets) {
    this.connection = connection;
    this.targets = targets;
  }

  public List<RecordView> read(TableName logical, Lane lane) throws SQLException {
    List<RecordView> found = new ArrayList<>();
    TargetTable table = targets.table(logical);
    if (table == null) {
      return found;
    }
    List<String> columns = primaryKey(table).columns();
    Naming naming = naming(table, columns);
    if (naming == null) {
      throw unreadable(table, columns);
    }
    String sql = "SELECT %s FROM %s".formatted(RowSql.columnList(columns), table.source());
    PlanChoice.WHOLE_TABLES.allow(connection);
    try (PreparedStatement query = connection.prepareStatement(sql)) {
      query.setFetchSize(FETCH_ROWS);
      try (ResultSet row = query.executeQuery()) {
        while (row.next()) {
          RecordView key = naming.read(row, 1);
          if (CanonicalKey.lane(CanonicalKey.of(key), lane.of()).equals(lane)) {
            found.add(key);
          }
        }
      }
    }
    return found;
  }

  private static UniqueKey primaryKey(TargetTable table) {
    UniqueKey key = table.primaryKey();
    if (key == null) {
      throw SqlFailures.misconfigured(
          table.name()
              + " has no primary key by which its rows could be deleted one by one. Give it one,"
              + " or set truncate.policy=ignore");
    }
    return key;
  }

  /** How rows are named by these columns; null where captures may name some of them otherwise. */
  static @Nullable Naming naming(TargetTable table, List<String> columns) {
    SchemaBuilder key = SchemaBuilder.struct();
    for (String name : columns) {
      Schema schema = schema(Objects.requireNonNull(table.column(name)));
      if (schema == null) {
        return null;
      }
      key.field(name, schema);
    }
    return new Naming(key.build());
  }

  private static RuntimeException unreadable(TargetTable table, List<String> columns) {
    TargetColumn column =
        columns.stream()
            .map(table::column)
            .filter(Objects::nonNull)
            .filter(one -> schema(one) == null)
            .findFirst()
            .orElseThrow();
    return SqlFailures.misconfigured(
        "Keys of %s cannot be read back: column %s has the type %s. Set truncate.policy=ignore"
            .formatted(table.name(), column.sql(), column.type()));
  }

  /** As Debezium maps the type of a column. */
  private static @Nullable Schema schema(TargetColumn column) {
    // Beside the system's there are enums and the texts of extensions.
    return column.type().schema().equals("pg_catalog") ? system(column) : Schema.STRING_SCHEMA;
  }

  private static @Nullable Schema system(TargetColumn column) {
    return switch (column.type().name()) {
      case "int2", "int4", "int8", "oid" -> Schema.INT64_SCHEMA;
      case "text", "varchar", "bpchar", "uuid" -> Schema.STRING_SCHEMA;
      case "bool" -> Schema.BOOLEAN_SCHEMA;
      case "bytea" -> Schema.BYTES_SCHEMA;
      case "date" -> DATE;
      default -> null;
    };
  }

  private static Struct key(Schema schema, ResultSet row, int first) throws SQLException {
    Struct key = new Struct(schema);
    for (int i = 0; i < schema.fields().size(); i++) {
      key.put(schema.fields().get(i), value(schema.fields().get(i).schema(), row, first + i));
    }
    return key;
  }

  private static Object value(Schema schema, ResultSet row, int place) throws SQLException {
    return switch (schema.type()) {
      case INT64 -> row.getLong(place);
      case BOOLEAN -> row.getBoolean(place);
      case BYTES -> row.getBytes(place);
      case INT32 -> (int) row.getObject(place, LocalDate.class).toEpochDay();
      default -> row.getString(place);
    };
  }
}
