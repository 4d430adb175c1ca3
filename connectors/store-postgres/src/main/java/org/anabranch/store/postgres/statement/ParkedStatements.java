package org.anabranch.store.postgres.statement;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.anabranch.model.change.KeyHash;
import org.anabranch.model.change.Lane;
import org.anabranch.model.change.TableName;
import org.anabranch.model.version.ChangeId;
import org.anabranch.model.version.Origin;
import org.anabranch.model.version.Stamp;
import org.anabranch.records.error.RecordPlace;
import org.anabranch.records.view.RecordView;
import org.anabranch.records.view.RecordViews;
import org.anabranch.sink.column.ColumnTexts;
import org.anabranch.sink.store.ParkedRow;
import org.anabranch.sink.store.VersionKey;
import org.anabranch.store.postgres.value.RowJson;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.jspecify.annotations.Nullable;

/**
 * Keeps parked rows: keys and columns as JSON objects of texts, each of which its column's type
 * reads.
 */
public final class ParkedStatements {

  private static final String WRITE =
      """
      INSERT INTO anabranch.parked AS p (table_schema, table_name, lane, key_hash, lanes,
        winner_origin, winner_stamp, winner_sequence, key, columns, constraint_name,
        topic, "partition", "offset", committed_at_micros, told)
      SELECT k.table_schema, k.table_name, k.lane, k.key_hash, k.lanes, k.winner_origin,
        k.winner_stamp, k.winner_sequence, k.key::json, k.columns::jsonb, k.constraint_name,
        k.topic, k."partition", k."offset", k.committed_at_micros, k.told
      FROM unnest(?::text[], ?::text[], ?::int4[], ?::bytea[], ?::int4[], ?::text[], ?::int8[],
          ?::int8[], ?::text[], ?::text[], ?::text[], ?::text[], ?::int4[], ?::int8[], ?::int8[],
          ?::bool[])
        AS k(table_schema, table_name, lane, key_hash, lanes, winner_origin, winner_stamp,
          winner_sequence, key, columns, constraint_name, topic, "partition", "offset",
          committed_at_micros, told)
      ON CONFLICT (table_schema, table_name, lane, key_hash) DO UPDATE
      SET winner_origin = excluded.winner_origin, winner_stamp = excluded.winner_stamp,
        winner_sequence = excluded.winner_sequence, key = excluded.key,
        columns = p.columns || excluded.columns, constraint_name = excluded.constraint_name,
        topic = excluded.topic, "partition" = excluded."partition", "offset" = excluded."offset",
        committed_at_micros = excluded.committed_at_micros, told = excluded.told,
        parked_at = CASE WHEN p.winner_origin = excluded.winner_origin
            AND p.winner_stamp = excluded.winner_stamp THEN p.parked_at ELSE now() END
      """;

  private static final String DROP =
      """
      DELETE FROM anabranch.parked p
      USING unnest(?::text[], ?::text[], ?::int4[], ?::bytea[])
        AS k(table_schema, table_name, lane, key_hash)
      WHERE p.table_schema = k.table_schema AND p.table_name = k.table_name AND p.lane = k.lane
        AND p.key_hash = k.key_hash
      """;

  private static final String SELECT =
      """
      SELECT p.lane, p.key_hash, p.lanes, p.winner_origin, p.winner_stamp, p.winner_sequence,
        ARRAY(SELECT e.name FROM json_each_text(p.key) WITH ORDINALITY AS e(name, value, ord)
          ORDER BY e.ord),
        ARRAY(SELECT e.value FROM json_each_text(p.key) WITH ORDINALITY AS e(name, value, ord)
          ORDER BY e.ord),
        ARRAY(SELECT e.name FROM jsonb_each_text(p.columns) AS e(name, value) ORDER BY e.name),
        ARRAY(SELECT e.value FROM jsonb_each_text(p.columns) AS e(name, value) ORDER BY e.name),
        p.constraint_name, p.topic, p."partition", p."offset", p.committed_at_micros, p.told,
        p.parked_at < now() - interval '1 minute', p.table_schema, p.table_name
      FROM anabranch.parked p
      """;

  private static final String FIND =
      SELECT
          + """
      JOIN unnest(?::text[], ?::text[], ?::int4[], ?::bytea[])
        AS k(table_schema, table_name, lane, key_hash)
        USING (table_schema, table_name, lane, key_hash)
      """;

  private static final String READ =
      SELECT
          + """
      WHERE p.table_schema = ? AND p.table_name = ? AND (p.lane, p.key_hash) > (?, ?)
      ORDER BY p.lane, p.key_hash
      LIMIT ?
      """;

  private static final String TABLES =
      """
      SELECT p.table_schema, p.table_name, min(p.winner_stamp)
      FROM anabranch.parked p GROUP BY 1, 2
      """;

  private final Connection connection;

  public ParkedStatements(Connection connection) {
    this.connection = connection;
  }

  /** Keeps rows, in place of those of the same keys; answers how many. */
  public int write(List<ParkedRow> rows) throws SQLException {
    return VersionColumns.keys(rows.stream().map(ParkedRow::key).toList())
        .with("int4", rows, row -> row.lane().of())
        .with("text", rows, row -> row.id().origin().name())
        .with("int8", rows, row -> row.id().stamp().bits())
        .with("int8", rows, row -> row.sequence().bits())
        .with("text", rows, row -> RowJson.of(row.name()))
        .with("text", rows, row -> RowJson.of(view(row.columns().names(), row.columns())))
        .with("text", rows, ParkedRow::constraint)
        .with("text", rows, row -> row.place().topic())
        .with("int4", rows, row -> row.place().partition())
        .with("int8", rows, row -> row.place().offset())
        .with("int8", rows, ParkedRow::committedAtMicros)
        .with("bool", rows, ParkedRow::told)
        .update(connection, WRITE);
  }

  /** Forgets rows; answers how many there were. */
  public int drop(List<VersionKey> keys) throws SQLException {
    return VersionColumns.keys(keys).update(connection, DROP);
  }

  /** Rows of a table in the order of their keys. */
  public List<ParkedRow> read(TableName table, @Nullable VersionKey after, int rowsMax)
      throws SQLException {
    List<ParkedRow> rows = new ArrayList<>();
    try (PreparedStatement query = connection.prepareStatement(READ)) {
      query.setString(1, table.schema());
      query.setString(2, table.table());
      query.setInt(3, after == null ? -1 : after.lane());
      query.setBytes(4, after == null ? new byte[0] : after.hash().bytes());
      query.setInt(5, rowsMax);
      try (ResultSet row = query.executeQuery()) {
        while (row.next()) {
          rows.add(read(row));
        }
      }
    }
    return rows;
  }

  /** The rows of keys, as far as there are any. */
  public Map<VersionKey, ParkedRow> find(List<VersionKey> keys) throws SQLException {
    Map<VersionKey, ParkedRow> found = new HashMap<>();
    try (PreparedStatement query = VersionColumns.keys(keys).prepare(connection, FIND);
        ResultSet row = query.executeQuery()) {
      while (row.next()) {
        ParkedRow parked = read(row);
        found.put(parked.key(), parked);
      }
    }
    return found;
  }

  private static ParkedRow read(ResultSet row) throws SQLException {
    int lane = row.getInt(1);
    return new ParkedRow(
        new VersionKey(
            new TableName(row.getString(18), row.getString(19)), lane, KeyHash.of(row.getBytes(2))),
        new ChangeId(new Origin(row.getString(4)), new Stamp(row.getLong(5))),
        new Stamp(row.getLong(6)),
        new Lane(lane, row.getInt(3)),
        view(Arrays.asList(names(row, 7)), texts(row, 7)),
        texts(row, 9),
        row.getString(11),
        new RecordPlace(row.getString(12), row.getInt(13), row.getLong(14)),
        row.getLong(15),
        row.getBoolean(16),
        row.getBoolean(17));
  }

  private static String[] names(ResultSet row, int place) throws SQLException {
    return (String[]) row.getArray(place).getArray();
  }

  /** Names in one column of the query and texts in the next one. */
  private static ColumnTexts texts(ResultSet row, int place) throws SQLException {
    String[] names = names(row, place);
    @Nullable String[] values = (@Nullable String[]) row.getArray(place + 1).getArray();
    ColumnTexts.Builder texts = new ColumnTexts.Builder();
    for (int i = 0; i < names.length; i++) {
      texts.with(names[i], values[i]);
    }
    return texts.build();
  }

  /** Columns as a record of texts, in an order: that of a key decides its hash. */
  private static RecordView view(Collection<String> names, ColumnTexts columns) {
    SchemaBuilder schema = SchemaBuilder.struct();
    names.forEach(name -> schema.field(name, Schema.OPTIONAL_STRING_SCHEMA));
    Struct struct = new Struct(schema.build());
    names.forEach(name -> struct.put(name, columns.text(name)));
    return Objects.requireNonNull(RecordViews.of(struct));
  }

  /** The tables that have parked rows, each with the lowest stamp of their winners. */
  public Map<TableName, Stamp> tables() throws SQLException {
    Map<TableName, Stamp> tables = new HashMap<>();
    try (PreparedStatement query = connection.prepareStatement(TABLES);
        ResultSet row = query.executeQuery()) {
      while (row.next()) {
        tables.put(new TableName(row.getString(1), row.getString(2)), new Stamp(row.getLong(3)));
      }
    }
    return tables;
  }
}
