package org.anabranch.store.postgres.statement;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Locale;
import org.anabranch.model.change.KeyHash;
import org.anabranch.model.version.ChangeId;
import org.anabranch.records.error.RecordPlace;
import org.anabranch.sink.store.Conflict;
import org.anabranch.sink.store.Conflict.Version;
import org.anabranch.sink.store.Statement.Refusal;
import org.anabranch.store.postgres.catalog.SqlName;
import org.anabranch.store.postgres.statement.ArrayParameters.ColumnValue;
import org.anabranch.store.postgres.value.RowJson;
import org.jspecify.annotations.Nullable;

/**
 * Records conflicts and refusals. Each has an id made of what it is about, the same whoever finds
 * it and however often.
 */
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
            .with("text", conflicts, ConflictStatements::id)
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
        .with("text", refusals, ConflictStatements::id)
        .with("text", refusals, Refusal::reason)
        .with("text", refusals, r -> r.place().topic())
        .with("int4", refusals, r -> r.place().partition())
        .with("int8", refusals, r -> r.place().offset())
        .update(connection, refuse);
  }

  /** Of table, key and both changes in their own order, so that every region gives the same. */
  private static String id(Conflict conflict) {
    String about = conflict.arrival().change().table() + "\n" + hash(conflict) + "\n";
    ChangeId loser = conflict.loser().id();
    Version winner = conflict.winner();
    if (winner == null) {
      return uuid(about + loser + "\n" + conflict.arrival().change().sequence());
    }
    boolean winnerFirst = winner.id().compareTo(loser) < 0;
    return uuid(about + (winnerFirst ? winner.id() + "\n" + loser : loser + "\n" + winner.id()));
  }

  private static String id(Refusal refusal) {
    RecordPlace place = refusal.place();
    return uuid(place.topic() + "\n" + place.partition() + "\n" + place.offset());
  }

  /** Null where a change is about all keys of a lane. */
  private static @Nullable KeyHash hash(Conflict conflict) {
    return conflict.arrival().change().key();
  }

  private static String uuid(String name) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(name.getBytes(StandardCharsets.UTF_8));
      String hex = KeyHash.of(digest).toString();
      return hex.replaceFirst("(.{8})(.{4})(.{4})(.{4})(.{12})", "$1-$2-$3-$4-$5");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java runtime has SHA-256", e);
    }
  }
}
