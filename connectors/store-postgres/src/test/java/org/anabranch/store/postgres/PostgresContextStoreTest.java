package org.anabranch.store.postgres;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import org.anabranch.model.version.ChangeId;
import org.anabranch.model.version.Origin;
import org.anabranch.model.version.Stamp;
import org.anabranch.sink.store.ConstraintContract;
import org.anabranch.sink.store.ContextStore;
import org.anabranch.sink.store.Note;
import org.jspecify.annotations.Nullable;

/** The contract of every store. */
class PostgresContextStoreTest extends ConstraintContract {

  private final TestDatabase database =
      TestDatabase.with(
          "CREATE SCHEMA contract",
          "CREATE TABLE contract.note (id bigint PRIMARY KEY, body varchar(40), extra text"
              + " CONSTRAINT note_extra_never CHECK (extra NOT LIKE 'never%'))",
          "CREATE UNIQUE INDEX note_extra_unique ON contract.note (extra)"
              + " WHERE extra LIKE 'unique%'");

  @Override
  protected ContextStore open() {
    return database.open();
  }

  @Override
  protected @Nullable Note find(long id) {
    return database.query(
        "SELECT body, extra FROM contract.note WHERE id = " + id,
        row -> row.next() ? new Note(id, row.getString(1), row.getString(2)) : null);
  }

  @Override
  protected void save(Note note) {
    try (Connection connection = database.connect();
        PreparedStatement upsert =
            connection.prepareStatement(
                "INSERT INTO contract.note VALUES (?, ?, ?) ON CONFLICT (id) DO UPDATE"
                    + " SET body = excluded.body, extra = excluded.extra")) {
      upsert.setLong(1, note.id());
      upsert.setString(2, note.body());
      upsert.setString(3, note.extra());
      upsert.executeUpdate();
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  protected void age(Duration time) {
    database.execute(
        "UPDATE anabranch.version SET merged_at = merged_at - interval '%d milliseconds'"
            .formatted(time.toMillis()));
  }

  @Override
  protected @Nullable String resolution(long id) {
    return database.query(
        "SELECT resolved_by, resolved_stamp, extract(epoch FROM resolved_at) * 1000000"
            + " FROM anabranch.conflict WHERE (key->>'id')::int = "
            + id,
        row ->
            row.next() && row.getString(1) != null
                ? new ChangeId(new Origin(row.getString(1)), new Stamp(row.getLong(2)))
                    + " "
                    + (long) row.getDouble(3)
                : null);
  }

  @Override
  protected long conflictsRecorded() {
    Long count = database.query("SELECT count(*) FROM anabranch.conflict", TestDatabase::number);
    return count == null ? -1 : count;
  }
}
