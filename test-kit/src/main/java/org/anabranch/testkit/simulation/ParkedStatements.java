package org.anabranch.testkit.simulation;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.anabranch.sink.column.ColumnTexts;
import org.anabranch.sink.store.Obstacles;
import org.anabranch.sink.store.Obstacles.Holder;
import org.anabranch.sink.store.ParkedRow;
import org.anabranch.sink.store.Statement.FindObstacles;
import org.anabranch.sink.store.Statement.ReadParked;
import org.anabranch.sink.store.VersionKey;
import org.jspecify.annotations.Nullable;

/** The statements about parked rows; whoever works on one has its key's version row locked. */
final class ParkedStatements {

  static final String VALUE = "value";

  private final SimulatedTransaction transaction;
  private final SimulatedDatabase database;
  private final World world;

  ParkedStatements(SimulatedTransaction transaction, World world) {
    this.world = world;
    this.transaction = transaction;
    this.database = transaction.database();
  }

  Execution<Integer> write(List<ParkedRow> rows) {
    return MergeStatements.eachRow(
        rows,
        row -> new RowAccess<>(transaction, database.parked().at(row.key())),
        (row, access) -> {
          if (!access.lockPlace()) {
            return false;
          }
          access.write(row);
          return true;
        },
        rows::size);
  }

  Execution<Integer> drop(List<VersionKey> keys) {
    return MergeStatements.eachRow(
        keys,
        key -> new RowAccess<>(transaction, database.parked().at(key)),
        (key, access) ->
            MergeStatements.whenLocked(
                access,
                tuple -> {
                  if (tuple != null) {
                    access.delete();
                  }
                }),
        keys::size);
  }

  Execution<List<ParkedRow>> read(ReadParked asked) {
    List<ParkedRow> found = new ArrayList<>();
    return new Execution<>(
        () ->
            database
                .parked()
                .forEachVisible(
                    transaction,
                    (key, row) -> {
                      boolean wanted = asked.after() == null || key.compareTo(asked.after()) > 0;
                      if (key.table().equals(asked.table())
                          && wanted
                          && found.size() < asked.rowsMax()) {
                        // People are told of each row that has to wait.
                        found.add(row.withLasting());
                      }
                    }),
        List.of(),
        () -> found);
  }

  Execution<Map<VersionKey, ParkedRow>> find(List<VersionKey> keys) {
    Map<VersionKey, ParkedRow> found = new TreeMap<>();
    return new Execution<>(
        () ->
            database
                .parked()
                .forEachVisible(
                    transaction,
                    (key, row) -> {
                      if (keys.contains(key)) {
                        found.put(key, row);
                      }
                    }),
        List.of(),
        () -> found);
  }

  Execution<List<Obstacles>> find(FindObstacles asked) {
    List<Obstacles> found = new ArrayList<>();
    return new Execution<>(
        () -> asked.rows().forEach(row -> found.add(obstacles(row))), List.of(), () -> found);
  }

  private Obstacles obstacles(ParkedRow row) {
    String held = held(row);
    String unique = UniqueColumn.of(held);
    List<Holder> holders = new ArrayList<>();
    database
        .rows()
        .forEachVisible(
            transaction,
            (key, value) -> {
              boolean other =
                  key.table().equals(row.key().table()) && !key.versionKey().equals(row.key());
              if (other && unique != null && unique.equals(UniqueColumn.of(value))) {
                Slot.Tuple<String> tuple = database.rows().at(key).visibleTo(transaction);
                long writer = tuple == null ? 0 : tuple.writer();
                holders.add(new Holder(key.view(), unique, writer, value, texts(row, value)));
              }
            });
    return new Obstacles(held, null, missing(row, held), holders);
  }

  /** What a parked row holds, as rows are written. */
  static @Nullable String held(ParkedRow row) {
    ColumnTexts columns = row.columns();
    return columns.has(VALUE) ? columns.text(VALUE) : ColumnRow.write(columns);
  }

  private static ColumnTexts texts(ParkedRow like, String value) {
    return like.columns().has(VALUE) ? texts(value) : ColumnRow.read(value);
  }

  private @Nullable String missing(ParkedRow row, @Nullable String held) {
    RowKey parent = ParentColumn.of(world.key(row.key()), held, world);
    return parent != null && database.rows().at(parent).visibleTo(transaction) == null
        ? OrphanStatements.FOREIGN_KEY
        : null;
  }

  /** The columns of a row that is merged as a whole. */
  static ColumnTexts texts(String value) {
    return new ColumnTexts.Builder().with(VALUE, value).build();
  }
}
