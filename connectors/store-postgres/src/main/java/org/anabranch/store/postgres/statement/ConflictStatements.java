package org.anabranch.store.postgres.statement;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Locale;
import org.anabranch.model.change.KeyHash;
import org.anabranch.sink.store.Conflict;
import org.anabranch.sink.store.Conflict.Version;
import org.anabranch.sink.store.ConflictId;
import org.anabranch.sink.store.Statement.Refusal;
import org.anabranch.store.postgres.catalog.SqlName;
import org.anabranch.store.postgres.statement.ArrayParameters.ColumnValue;
import org.anabranch.store.postgres.value.RowJson;
import org.jspecify.annotations.Nullable;

/** Records conflicts and refusals, each once. */
public final class ConflictStatements {

  private static final String RECORD =
      """
      INSERT INTO %s (id, table_schema, table_name, lane, key_hash, key,
        winner_origin, winner_stamp, winner_sequence, winner_committed_at, winner_row,
        winner_row_certain,
        loser_origin, loser_stamp, loser_sequence, loser_committed_at, loser_row, loser_row_certain,
        strategy, verdict, reason, topic, "partition", "offset")
      SELECT c.id::uuid, c.table_schema, c.table_name, c.lane, c.key_hash, c.key::jsonb,
        c.winner_origin, c.winner_stamp, c.winner_sequence,
        'epoch'::timestamptz + c.winner_micros * '1 us'::interval,
        c.winner_row::jsonb, c.winner_row_certain,
        c.loser_origin, c.loser_stamp, c.loser_sequence,
        'epoch'::timestamptz + c.loser_micros * '1 us'::interval,
        c.loser_row::jsonb, c.loser_row_certain,
        c.strategy, c.verdict, c.reason, c.topic, c."partition", c."offset"
      FROM unnest(?::text[], ?::text[], ?::text[], ?::int4[], ?::bytea[], ?::text[],
          ?::text[], ?::int8[], ?::int8[], ?::int8[], ?::text[], ?::bool[],
          ?::text[], ?::int8[], ?::int8[], ?::int8[], ?::text[], ?::bool[],
          ?::text[], ?::text[], ?::text[], ?::text[], ?::int4[], ?::int8[])
        AS c(id, table_schema, table_name, lane, key_hash, key,
          winner_origin, winner_stamp, winner_sequence, winner_micros, winner_row,
          winner_row_certain,
          loser_origin, loser_stamp, loser_sequence, loser_micros, loser_row, loser_row_certain,
          strategy, verdict, reason, topic, "partition", "offset")
      ON CONFLICT DO NOTHING
      """;

  private static final String REFUSE =
      """
      INSERT INTO %s (id, verdict, reason, topic, "partition", "offset")
      SELECT r.id::uuid, 'quarantined', r.reason, r.topic, r."partition", r."offset"
      FROM unnest(?::text[], ?::text[], ?::text[], ?::int4[], ?::int8[])
        AS r(id, reason, topic, "partition", "offset")
      ON CONFLICT DO NOTHING
      """;

  private interface Side {
    @Nullable Version of(Conflict conflict);
  }

  private final Connection connection;
  private final String record;
  private final String refuse;

  public ConflictStatements(Connection connection, SqlName conflictTable) {
    this.connection = connection;
    this.record = RECORD.formatted(conflictTable.sql());
    this.refuse = REFUSE.formatted(conflictTable.sql());
  }

  /** Answers how many were not recorded yet. */
  public int record(List<Conflict> conflicts) throws SQLException {
    ArrayParameters parameters =
        new ArrayParameters()
            .with("text", conflicts, ConflictId::of)
            .with("text", conflicts, c -> c.arrival().change().table().schema())
            .with("text", conflicts, c -> c.arrival().change().table().table())
            .with("int4", conflicts, c -> c.arrival().change().lane().number())
            .with("bytea", conflicts, c -> part(hash(c), KeyHash::bytes))
            .with("text", conflicts, c -> RowJson.of(c.arrival().key()));
    side(parameters, conflicts, Conflict::winner);
    side(parameters, conflicts, Conflict::loser);
    return parameters
        .with("text", conflicts, Conflict::strategy)
        .with("text", conflicts, c -> c.verdict().name().toLowerCase(Locale.ROOT))
        .with("text", conflicts, Conflict::reason)
        .with("text", conflicts, c -> c.arrival().place().topic())
        .with("int4", conflicts, c -> c.arrival().place().partition())
        .with("int8", conflicts, c -> c.arrival().place().offset())
        .update(connection, record);
  }

  private static void side(ArrayParameters parameters, List<Conflict> conflicts, Side side) {
    parameters
        .with("text", conflicts, c -> part(side.of(c), v -> v.id().origin().name()))
        .with("int8", conflicts, c -> part(side.of(c), v -> v.id().stamp().bits()))
        .with("int8", conflicts, c -> part(side.of(c), v -> v.sequence().bits()))
        .with("int8", conflicts, c -> part(side.of(c), ConflictStatements::committedAtMicros))
        .with("text", conflicts, c -> part(side.of(c), ConflictStatements::row))
        .with("bool", conflicts, c -> part(side.of(c), ConflictStatements::certain));
  }

  private static <T> @Nullable Object part(@Nullable T whole, ColumnValue<T> part) {
    return whole == null ? null : part.of(whole);
  }

  private static @Nullable Object committedAtMicros(Version version) {
    return version instanceof Version.Brought brought
        ? (Object) brought.arrival().change().committedAtMicros()
        : null;
  }

  private static @Nullable Object row(Version version) {
    return version instanceof Version.Brought brought
        ? RowJson.of(brought.arrival().row())
        : RowJson.ofDocument(((Version.Found) version).content());
  }

  private static Object certain(Version version) {
    return !(version instanceof Version.Found found) || found.certain();
  }

  /** Answers how many were not recorded yet. */
  public int refuse(List<Refusal> refusals) throws SQLException {
    return new ArrayParameters()
        .with("text", refusals, ConflictId::of)
        .with("text", refusals, Refusal::reason)
        .with("text", refusals, r -> r.place().topic())
        .with("int4", refusals, r -> r.place().partition())
        .with("int8", refusals, r -> r.place().offset())
        .update(connection, refuse);
  }

  /** Null where a change is about all keys of a lane. */
  private static @Nullable KeyHash hash(Conflict conflict) {
    return conflict.arrival().change().key();
  }
}
