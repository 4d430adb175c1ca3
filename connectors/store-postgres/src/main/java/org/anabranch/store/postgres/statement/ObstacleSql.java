package org.anabranch.store.postgres.statement;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.anabranch.store.postgres.catalog.Exclusions;
import org.anabranch.store.postgres.catalog.Exclusions.Index;
import org.anabranch.store.postgres.catalog.ForeignKey;
import org.anabranch.store.postgres.catalog.SqlName;
import org.anabranch.store.postgres.catalog.TargetColumn;
import org.anabranch.store.postgres.catalog.TargetTable;
import org.anabranch.store.postgres.catalog.UniqueKey;

/**
 * The SQL that finds what is in the way of rows of one table. Its parameters are arrays of text,
 * one per column of {@link #given()}; the rows that they make are called {@code p}. An index is
 * looked up by the expressions that it is over, so that Postgres uses it.
 */
final class ObstacleSql {

  /** Beside the names of columns, which may be anything else. */
  private static final String ORD = SqlName.quote("anabranch ord");

  private final TargetTable table;
  private final UniqueKey key;
  private final Exclusions exclusions;
  private final List<TargetColumn> given;
  private final List<ForeignKey> foreignKeys;

  ObstacleSql(
      TargetTable table, UniqueKey key, Exclusions exclusions, List<ForeignKey> foreignKeys) {
    this.foreignKeys = foreignKeys;
    this.table = table;
    this.key = key;
    this.exclusions = exclusions;
    this.given = table.columns().values().stream().filter(column -> !column.generated()).toList();
  }

  /** The columns whose values are the parameters, in their order. */
  List<TargetColumn> given() {
    return given;
  }

  /**
   * Each row's place, the row as JSON, the first check that it violates, and the first foreign key
   * by which it refers to what is not there.
   */
  String ofRows() {
    String columns =
        table.columns().values().stream()
            .map(column -> "p." + column.sql())
            .collect(Collectors.joining(", "));
    String violated =
        exclusions.checks().entrySet().stream()
            .map(
                check -> "WHEN (" + check.getValue() + ") IS FALSE THEN " + literal(check.getKey()))
            .collect(Collectors.joining(" "));
    return rows()
        + " SELECT "
        + ORD
        + ", (SELECT row_to_json(r)::text FROM (SELECT "
        + columns
        + ") AS r), "
        + (violated.isEmpty() ? "NULL::text" : "CASE " + violated + " END")
        + ", "
        + missing()
        + " FROM p ORDER BY 1";
  }

  private String missing() {
    return foreignKeys.isEmpty()
        ? "NULL::text"
        : foreignKeys.stream()
            .map(ObstacleSql::missing)
            .collect(Collectors.joining(" ", "CASE ", " END"));
  }

  private static String missing(ForeignKey foreignKey) {
    // A row that refers to itself has what it refers to.
    String itself =
        foreignKey.refersToItself()
            ? " AND (%s) IS NOT TRUE"
                .formatted(
                    foreignKey.isParent(
                        place -> "p." + SqlName.quote(foreignKey.parentColumns().get(place)), "p"))
            : "";
    return "WHEN (%s)%s AND NOT EXISTS (SELECT 1 FROM %s AS r WHERE %s) THEN %s"
        .formatted(
            foreignKey.refers("p"),
            itself,
            foreignKey.parentSource(),
            foreignKey.isParent("p"),
            foreignKey.literal());
  }

  /**
   * For each row in the way of one: that one's place, the constraint, the row's writer, the row as
   * JSON, and its columns.
   *
   * @param key how the columns of the key are told
   * @param told how those beside it are
   */
  String ofHolders(List<String> key, List<String> told) {
    List<String> columns = new ArrayList<>(key);
    columns.addAll(told);
    return rows()
        + " SELECT u.ord, u.name, t.xmin::text::bigint, row_to_json(t.*)::text, "
        + String.join(", ", columns)
        + " FROM ("
        + exclusions.indexes().stream().map(this::met).collect(Collectors.joining(" UNION ALL "))
        + ") AS u JOIN "
        + table.source()
        + " AS t ON t.ctid = u.tid AND t.tableoid = u.rel JOIN p ON p."
        + ORD
        + " = u.ord WHERE NOT ("
        + sameKey()
        + ") ORDER BY 1, 2";
  }

  private String rows() {
    String columns =
        IntStream.range(0, given.size())
            .mapToObj(i -> RowSql.value(given.get(i), i) + " AS " + given.get(i).sql())
            .collect(Collectors.joining(", "));
    String made =
        exclusions.generated().entrySet().stream()
            .map(column -> ", " + column.getValue() + " AS " + SqlName.quote(column.getKey()))
            .collect(Collectors.joining());
    return "WITH given AS MATERIALIZED (SELECT g.ord AS "
        + ORD
        + ", "
        + columns
        + " FROM "
        + RowSql.given(given.size())
        + "), p AS MATERIALIZED (SELECT given.*"
        + made
        + " FROM given)";
  }

  private String met(Index index) {
    String where = index.predicate() == null ? "" : " WHERE " + index.predicate();
    String compared = expressions(index);
    String on =
        IntStream.range(0, index.expressions().size())
            .mapToObj(i -> "a.e" + i + " " + index.operators().get(i) + " b.e" + i)
            .collect(Collectors.joining(" AND "));
    return "SELECT a.ord, "
        + literal(index.name())
        + " AS name, b.rel, b.tid FROM (SELECT "
        + ORD
        + " AS ord, "
        + compared
        + " FROM p"
        + where
        + ") AS a JOIN (SELECT tableoid AS rel, ctid AS tid, "
        + compared
        + " FROM "
        + table.source()
        + where
        + ") AS b ON "
        + on;
  }

  private static String expressions(Index index) {
    return IntStream.range(0, index.expressions().size())
        .mapToObj(i -> index.expressions().get(i) + " AS e" + i)
        .collect(Collectors.joining(", "));
  }

  private String sameKey() {
    return key.parts().stream()
        .map(
            part -> {
              String column = SqlName.quote(part.column());
              return "t." + column + " " + part.equality() + " p." + column;
            })
        .collect(Collectors.joining(" AND "));
  }

  private static String literal(String text) {
    return "'" + text.replace("'", "''") + "'::text";
  }
}
