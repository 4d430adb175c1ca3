package org.anabranch.store.postgres.positions;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.anabranch.store.postgres.TestDatabase;
import org.jspecify.annotations.Nullable;

/**
 * Decodes the log of a table (its name may be a pattern) whose first columns are {@code id} and a
 * text, and whose replica identity is full: what each change replaced is in the log, whatever its
 * position.
 */
final class LogicalSlot implements AutoCloseable {

  private static final String READ =
      """
      SELECT xid::text::bigint, (lsn - '0/0'::pg_lsn)::bigint, data
      FROM pg_logical_slot_get_changes('%s', NULL, NULL)
      WHERE data LIKE 'table %s: %%'
      """;

  private static final Pattern ROW = Pattern.compile("id\\[\\w+]:(\\d+) \\w+\\[[^]]+]:'?([^' ]*)");

  private final TestDatabase database;
  private final String table;
  private final String slot;

  LogicalSlot(TestDatabase database, String table) {
    this.database = database;
    this.table = table;
    this.slot = "positions_" + database.name();
    database.text(
        "SELECT pg_create_logical_replication_slot('%s', 'test_decoding')".formatted(slot));
  }

  /** What was committed since it was last asked: transactions in the order of their commits. */
  List<LoggedChange> read() {
    List<LoggedChange> changes = new ArrayList<>();
    database.query(
        READ.formatted(slot, table),
        rows -> {
          while (rows.next()) {
            add(rows, changes);
          }
          return changes;
        });
    return changes;
  }

  private static void add(ResultSet rows, List<LoggedChange> changes) throws SQLException {
    long transaction = rows.getLong(1);
    long position = rows.getLong(2);
    String data = rows.getString(3);
    List<RowImage> images = new ArrayList<>();
    for (Matcher image = ROW.matcher(data); image.find(); ) {
      images.add(new RowImage(Integer.parseInt(image.group(1)), image.group(2)));
    }
    boolean deletes = data.contains(": DELETE: ");
    RowImage before = deletes || images.size() == 2 ? images.get(0) : null;
    RowImage after = deletes ? null : images.get(images.size() - 1);
    if (before != null && after != null && before.id == after.id) {
      changes.add(new LoggedChange(transaction, position, after.id, before.value, after.value));
      return;
    }
    add(changes, transaction, position, before, null);
    add(changes, transaction, position, null, after);
  }

  private static void add(
      List<LoggedChange> changes,
      long transaction,
      long position,
      @Nullable RowImage before,
      @Nullable RowImage after) {
    RowImage image = before == null ? after : before;
    if (image != null) {
      changes.add(
          new LoggedChange(
              transaction,
              position,
              image.id,
              before == null ? null : before.value,
              after == null ? null : after.value));
    }
  }

  private record RowImage(int id, String value) {}

  @Override
  public void close() {
    database.text("SELECT pg_drop_replication_slot('%s')".formatted(slot));
  }
}
