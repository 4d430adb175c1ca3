package org.anabranch.store.postgres.statement;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.anabranch.model.change.TableName;
import org.anabranch.sink.column.ColumnTexts;
import org.anabranch.sink.store.Arrival;
import org.anabranch.sink.store.Statement.RowState;
import org.anabranch.sink.store.Statement.RowTarget;
import org.anabranch.sink.store.VersionKey;
import org.anabranch.store.postgres.catalog.TargetColumn;
import org.anabranch.store.postgres.failure.SqlFailures;

/** Locks, deletes, upserts and restores rows of application tables, those of one shape together. */
public final class RowStatements {

  private record Group(RowShape shape, List<RowTarget> targets) {

    Arrival example() {
      return targets.get(0).arrival();
    }

    List<RowChunk<RowTarget>> chunks(RowSql sql) {
      return RowChunk.of(targets, sql.parameters(), RowTexts::of);
    }
  }

  private static final int TOLD_FIRST = 5;

  private final Connection connection;
  private final Targets targets;
  private final RowMarking marking;

  public RowStatements(Connection connection, Targets targets, RowMarking marking) {
    this.connection = connection;
    this.targets = targets;
    this.marking = marking;
  }

  /**
   * One state per target; those whose row does not exist are {@link RowState#MISSING}.
   *
   * @param byColumn tables whose rows' columns are told as well
   */
  public Map<VersionKey, RowState> lock(List<RowTarget> rows, Set<TableName> byColumn)
      throws SQLException {
    Map<VersionKey, RowState> states = new HashMap<>();
    rows.forEach(row -> states.put(row.key(), RowState.MISSING));
    Map<TableName, List<RowTarget>> tables = new TreeMap<>();
    for (RowTarget row : rows) {
      tables.computeIfAbsent(row.key().table(), t -> new ArrayList<>()).add(row);
    }
    for (Map.Entry<TableName, List<RowTarget>> table : tables.entrySet()) {
      for (Group group : groups(table.getValue())) {
        RowSql sql = targets.find(table.getKey(), group.shape(), group.example());
        if (sql != null) {
          List<TargetColumn> told = byColumn.contains(table.getKey()) ? sql.told() : List.of();
          lock(sql, told, group, states);
        }
      }
    }
    return states;
  }

  private void lock(
      RowSql sql, List<TargetColumn> told, Group group, Map<VersionKey, RowState> states)
      throws SQLException {
    String text = sql.lock(told);
    for (RowChunk<RowTarget> chunk : group.chunks(sql)) {
      try (PreparedStatement query = chunk.parameters().prepare(connection, text);
          ResultSet row = query.executeQuery()) {
        while (row.next()) {
          RowTarget target = chunk.rows().get(row.getInt(1) - 1);
          boolean same = row.getBoolean(4) && isCompared(target);
          states.put(
              target.key(),
              new RowState(
                  true,
                  row.getLong(2),
                  row.getString(3),
                  same,
                  ToldTexts.read(row, TOLD_FIRST, told, column -> true)));
        }
      }
    }
  }

  private static boolean isCompared(RowTarget target) {
    ColumnTexts given = target.columns();
    return given == null ? target.arrival().row() != null : !given.isEmpty();
  }

  public void delete(TableName table, List<RowTarget> rows) throws SQLException {
    for (Group group : groupsByKey(rows)) {
      RowSql sql = targets.find(table, group.shape(), group.example());
      if (sql != null) {
        for (RowChunk<RowTarget> chunk : group.chunks(sql)) {
          marking.update(chunk.parameters(), sql.delete());
        }
      }
    }
  }

  public void upsert(TableName table, List<RowTarget> rows) throws SQLException {
    for (Group group : groups(rows)) {
      RowSql sql = toWrite(table, group);
      String text = sql.upsert();
      for (RowChunk<RowTarget> chunk : group.chunks(sql)) {
        int written = marking.update(chunk.parameters(), text);
        if (written < chunk.rows().size() && !text.endsWith("DO NOTHING")) {
          throw SqlFailures.misconfigured(
              "Postgres wrote fewer rows of " + table + " than it was given; a rule hides them");
        }
      }
    }
  }

  /** Inserts rows that are missing; answers which. */
  public Set<VersionKey> restore(TableName table, List<RowTarget> rows) throws SQLException {
    Set<VersionKey> restored = new HashSet<>();
    PlanChoice.HASH_JOINS.allow(connection);
    for (Group group : groups(rows)) {
      RowSql sql = toWrite(table, group);
      for (RowChunk<RowTarget> chunk : group.chunks(sql)) {
        marking.make(
            new Journey()
                .query(
                    sql.restore(),
                    chunk.parameters(),
                    row -> {
                      while (row.next()) {
                        restored.add(chunk.rows().get(row.getInt(1) - 1).key());
                      }
                    }));
      }
    }
    return restored;
  }

  private RowSql toWrite(TableName table, Group group) throws SQLException {
    RowTarget example = group.targets().get(0);
    if (example.arrival().row() == null && example.columns() == null) {
      throw SqlFailures.refused("The change at " + group.example().place() + " carries no row");
    }
    return targets.findOrCreate(table, group.shape(), group.example());
  }

  private static List<Group> groupsByKey(List<RowTarget> rows) {
    Map<RowShape, Group> groups = new LinkedHashMap<>();
    rows.forEach(row -> of(RowShape.keyOf(row.arrival()), groups).targets().add(row));
    return List.copyOf(groups.values());
  }

  private static List<Group> groups(List<RowTarget> rows) {
    Map<RowShape, Group> groups = new LinkedHashMap<>();
    Group group = null;
    RowTarget last = null;
    for (RowTarget row : rows) {
      if (group == null || last == null || !RowShape.alike(last, row)) {
        group = of(RowShape.of(row), groups);
      }
      group.targets().add(row);
      last = row;
    }
    return List.copyOf(groups.values());
  }

  private static Group of(RowShape shape, Map<RowShape, Group> groups) {
    return groups.computeIfAbsent(shape, s -> new Group(s, new ArrayList<>()));
  }
}
