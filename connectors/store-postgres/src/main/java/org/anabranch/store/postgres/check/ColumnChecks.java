package org.anabranch.store.postgres.check;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.anabranch.sink.MergeSinkOptions;
import org.anabranch.sink.column.TableColumns;
import org.anabranch.sink.plan.Strategy;
import org.anabranch.store.postgres.catalog.SqlName;
import org.anabranch.store.postgres.catalog.TargetColumn;
import org.anabranch.store.postgres.catalog.TargetTable;
import org.anabranch.store.postgres.catalog.UniqueKey;
import org.jspecify.annotations.Nullable;

/**
 * What a table must be like that is merged by column, or that holds ciphertexts: its columns fit
 * what is said of them, and where it is merged by column, its changes tell the row before them.
 * Partitions have replica identities of their own.
 */
public final class ColumnChecks {

  private static final String WITHOUT_ROW_BEFORE =
      """
      SELECT n.nspname, c.relname
      FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
      WHERE c.oid IN (SELECT to_regclass(?)::oid
          UNION SELECT relid FROM pg_catalog.pg_partition_tree(to_regclass(?)))
        AND c.relkind IN ('r', 'p') AND c.relreplident <> 'f'
        AND EXISTS (SELECT FROM pg_catalog.pg_publication_tables p
          WHERE p.pubname = ? AND p.schemaname = ? AND p.tablename = ?)
      ORDER BY 1, 2
      """;

  private final Connection connection;
  private final @Nullable String publication;
  private final Problems problems;

  /**
   * @param publication through which the database is captured; null where nobody captures it, so
   *     that its changes need not tell anything
   */
  public ColumnChecks(Connection connection, @Nullable String publication, Problems problems) {
    this.connection = connection;
    this.publication = publication;
    this.problems = problems;
  }

  /** Checks a table that is merged so. */
  public void check(TargetTable table, Strategy strategy) throws SQLException {
    TableColumns columns = strategy.columns();
    if (columns != null) {
      checkMerges(table, columns);
    }
    strategy
        .encrypted()
        .indexes()
        .forEach(
            (column, index) ->
                Stream.of(column, index).forEach(name -> checkEncrypted(table, name)));
  }

  private void checkMerges(TargetTable table, TableColumns columns) throws SQLException {
    String option =
        columns.merges().isEmpty()
            ? MergeSinkOptions.MERGE_STRATEGY
            : MergeSinkOptions.MERGE_COLUMNS;
    if (publication != null) {
      checkRowBefore(table.name(), publication, option);
    }
    columns
        .merges()
        .forEach(
            (column, merge) ->
                checkColumn(
                    table,
                    column,
                    MergeSinkOptions.MERGE_COLUMNS,
                    target -> misfit(table, target, merge, columns.functionTypes().get(column))));
    columns.flags().values().stream()
        .flatMap(Set::stream)
        .forEach(name -> checkColumn(table, name, MergeSinkOptions.MERGE_COLUMNS, target -> null));
  }

  private static @Nullable String misfit(
      TargetTable table, TargetColumn column, String merge, @Nullable Set<String> functionTypes) {
    return functionTypes == null
        ? MergeTypes.misfit(merge, column, table.name())
        : MergeTypes.misfit(merge, functionTypes, column.type());
  }

  private void checkEncrypted(TargetTable table, String name) {
    checkColumn(
        table, name, MergeSinkOptions.ENCRYPTED_COLUMNS, target -> MergeTypes.unsealed(target));
  }

  private void checkRowBefore(SqlName table, String captured, String option) throws SQLException {
    List<SqlName> lacking = new ArrayList<>();
    try (PreparedStatement query = connection.prepareStatement(WITHOUT_ROW_BEFORE)) {
      query.setString(1, table.sql());
      query.setString(2, table.sql());
      query.setString(3, captured);
      query.setString(4, table.schema());
      query.setString(5, table.name());
      try (ResultSet row = query.executeQuery()) {
        while (row.next()) {
          lacking.add(new SqlName(row.getString(1), row.getString(2)));
        }
      }
    }
    if (!lacking.isEmpty()) {
      problems.add(
          option,
          ("%s is merged by column, which needs each row as it was before a change, but its log"
                  + " does not hold that. Run in every region: %s")
              .formatted(
                  table,
                  lacking.stream()
                      .map(one -> "ALTER TABLE " + one.sql() + " REPLICA IDENTITY FULL")
                      .collect(Collectors.joining("; "))));
    }
  }

  /**
   * @param misfit what is wrong with the column's type, in words; null where nothing is
   */
  private void checkColumn(
      TargetTable table,
      String name,
      String option,
      Function<TargetColumn, @Nullable String> misfit) {
    TargetColumn column = table.column(name);
    UniqueKey key = table.primaryKey();
    String wrong;
    if (column == null) {
      wrong = "there is no such column. Mend the name, or create the column as it is at its origin";
    } else if (key != null && key.columns().contains(name)) {
      wrong = "it is part of the primary key, which names the row and is not merged. Leave it out";
    } else if (column.generated()) {
      wrong = "it is generated from other columns. Leave it out";
    } else {
      wrong = misfit.apply(column);
    }
    if (wrong != null) {
      problems.add(
          option, "Column %s of %s: %s".formatted(SqlName.quote(name), table.name(), wrong));
    }
  }
}
