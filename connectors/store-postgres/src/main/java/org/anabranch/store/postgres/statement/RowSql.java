package org.anabranch.store.postgres.statement;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.anabranch.store.postgres.catalog.ForeignKey;
import org.anabranch.store.postgres.catalog.SqlName;
import org.anabranch.store.postgres.catalog.TargetColumn;
import org.anabranch.store.postgres.catalog.TargetColumn.Identity;
import org.anabranch.store.postgres.catalog.TargetTable;
import org.anabranch.store.postgres.catalog.UniqueKey;

/**
 * The SQL over rows of one table and shape. Its parameters are arrays of text, one per column in
 * the order key, carried; each text is cast to its column's type.
 */
final class RowSql {

  private final TargetTable table;
  private final UniqueKey uniqueKey;
  private final List<TargetColumn> key;
  private final List<TargetColumn> carried;

  /**
   * @param key in the order of the parameters, as {@code carried}
   */
  RowSql(
      TargetTable table, UniqueKey uniqueKey, List<TargetColumn> key, List<TargetColumn> carried) {
    this.table = table;
    this.uniqueKey = uniqueKey;
    this.key = key;
    this.carried = carried;
  }

  String delete() {
    return "DELETE FROM " + table.source() + " AS t USING " + given() + " WHERE " + sameKey("t");
  }

  /**
   * Compares text, because json has no equality and 1.0 is to be told from 1.00.
   *
   * @param told the columns that are read as well, each as text
   */
  String lock(List<TargetColumn> told) {
    String same =
        IntStream.range(0, carried.size())
            .mapToObj(
                i ->
                    "t."
                        + carried.get(i).sql()
                        + "::text IS NOT DISTINCT FROM "
                        + value(carried.get(i), key.size() + i)
                        + "::text")
            .collect(Collectors.joining(" AND "));
    return "SELECT g.ord, t.xmin::text::bigint, row_to_json(t.*)::text, "
        + (same.isEmpty() ? "true" : same)
        + told.stream()
            .map(column -> ", " + column.type().text("t." + column.sql()))
            .collect(Collectors.joining())
        + " FROM "
        + given()
        + " JOIN "
        + table.source()
        + " AS t ON "
        + sameKey("t")
        + " ORDER BY g.ord FOR UPDATE OF t";
  }

  /**
   * Columns that are not carried keep their values. Postgres checks a row as if it were to be
   * inserted before it finds that it is to be updated, so the values to keep are part of the row.
   */
  String upsert() {
    List<TargetColumn> kept = kept();
    List<String> names = new ArrayList<>();
    List<String> values = new ArrayList<>();
    written(names, values);
    String present = "t." + key.get(0).sql() + " IS NULL";
    for (TargetColumn column : kept) {
      String expression = column.defaultExpression();
      names.add(column.sql());
      values.add(
          "CASE WHEN %s THEN %s ELSE t.%s END"
              .formatted(present, expression == null ? "NULL" : expression, column.sql()));
    }
    return "INSERT INTO %s (%s)%s SELECT %s FROM %s%s ORDER BY g.ord ON CONFLICT (%s) %s"
        .formatted(
            table.name().sql(),
            String.join(", ", names),
            overriding(),
            String.join(", ", values),
            given(),
            kept.isEmpty() ? "" : " LEFT JOIN " + table.source() + " AS t ON " + sameKey("t"),
            names(key, TargetColumn::sql),
            update());
  }

  /** Names the columns that are written, and what is written into each. */
  private void written(List<String> names, List<String> values) {
    given(
        (column, value) -> {
          if (!column.generated()) {
            names.add(column.sql());
            values.add(value);
          }
        });
  }

  /**
   * Inserts rows that are missing and answers which; a row that is there, or that another
   * transaction is about to insert, stays as that left it. Columns that are not carried get their
   * defaults.
   */
  String restore() {
    List<String> names = new ArrayList<>();
    List<String> values = new ArrayList<>();
    written(names, values);
    return ("WITH given AS MATERIALIZED (SELECT * FROM %s), restored AS (INSERT INTO %s (%s)%s"
            + " SELECT %s FROM given AS g ORDER BY g.ord ON CONFLICT (%s) DO NOTHING RETURNING %s)"
            + " SELECT g.ord FROM given AS g JOIN restored AS t ON %s")
        .formatted(
            given(),
            table.name().sql(),
            String.join(", ", names),
            overriding(),
            String.join(", ", values),
            names(key, TargetColumn::sql),
            names(key, TargetColumn::sql),
            sameKey("t"));
  }

  /**
   * The places of rows that refer to rows that are not there. What the others refer to is locked as
   * Postgres' own checks lock it, so that nobody deletes it.
   */
  String orphans(ForeignKey foreignKey) {
    return "SELECT g.ord FROM %s JOIN %s AS t ON %s WHERE (%s) AND NOT EXISTS (SELECT 1 FROM %s AS r WHERE %s%s)"
        .formatted(
            given(),
            table.source(),
            sameKey("t"),
            foreignKey.refers("t"),
            foreignKey.parentSource(),
            foreignKey.isParent("t"),
            foreignKey.locking() ? " FOR KEY SHARE" : "");
  }

  /**
   * The keys of rows that refer to rows that are not there.
   *
   * @param childKey the columns of the child's key
   */
  String children(ForeignKey foreignKey, List<String> childKey, int rowsMax) {
    String columns =
        childKey.stream()
            .map(column -> "t." + SqlName.quote(column))
            .collect(Collectors.joining(", "));
    return "SELECT %s FROM %s JOIN %s AS t ON %s WHERE NOT EXISTS (SELECT 1 FROM %s AS r WHERE %s) LIMIT %d"
        .formatted(
            columns,
            given(),
            foreignKey.childSource(),
            foreignKey.isParent(place -> given(foreignKey.parentColumns().get(place)), "t"),
            table.source(),
            sameKey("r"),
            rowsMax);
  }

  private String given(String column) {
    for (int i = 0; i < key.size(); i++) {
      if (key.get(i).name().equals(column)) {
        return value(key.get(i), i);
      }
    }
    throw new IllegalArgumentException("No such column of the key: " + column);
  }

  private String update() {
    List<TargetColumn> written =
        carried.stream().filter(column -> column.identity() != Identity.ALWAYS).toList();
    if (written.isEmpty()) {
      // Something has to be written, so that the row bears this transaction's mark.
      written =
          key.stream()
              .filter(column -> !column.generated() && column.identity() != Identity.ALWAYS)
              .toList();
    }
    return written.isEmpty()
        ? "DO NOTHING"
        : "DO UPDATE SET " + names(written, column -> column.sql() + " = excluded." + column.sql());
  }

  private String overriding() {
    boolean numbered =
        key.stream().anyMatch(column -> column.identity() == Identity.ALWAYS)
            || carried.stream().anyMatch(column -> column.identity() == Identity.ALWAYS);
    return numbered ? " OVERRIDING SYSTEM VALUE" : "";
  }

  private List<TargetColumn> kept() {
    return table.columns().values().stream()
        .filter(column -> !column.generated() && column.identity() == Identity.NONE)
        .filter(column -> !key.contains(column) && !carried.contains(column))
        .toList();
  }

  private String given() {
    return given(key.size() + carried.size());
  }

  /** Rows {@code g} out of so many arrays, with their place among them. */
  static String given(int count) {
    String arrays =
        IntStream.range(0, count).mapToObj(i -> "?::text[]").collect(Collectors.joining(", "));
    String columns =
        IntStream.range(0, count).mapToObj(i -> "c" + i).collect(Collectors.joining(", "));
    return "unnest(" + arrays + ") WITH ORDINALITY AS g(" + columns + ", ord)";
  }

  private interface GivenColumn {
    void is(TargetColumn column, String value);
  }

  private void given(GivenColumn consumer) {
    for (int i = 0; i < key.size(); i++) {
      consumer.is(key.get(i), value(key.get(i), i));
    }
    for (int i = 0; i < carried.size(); i++) {
      consumer.is(carried.get(i), value(carried.get(i), key.size() + i));
    }
  }

  private String sameKey(String alias) {
    List<String> parts = new ArrayList<>();
    for (int i = 0; i < key.size(); i++) {
      TargetColumn column = key.get(i);
      String equality =
          uniqueKey.parts().stream()
              .filter(part -> part.column().equals(column.name()))
              .map(UniqueKey.Part::equality)
              .findFirst()
              .orElseThrow();
      parts.add(alias + "." + column.sql() + " " + equality + " " + value(column, i));
    }
    return String.join(" AND ", parts);
  }

  /** What {@code g} has for a column. */
  static String value(TargetColumn column, int parameter) {
    return column.type().cast("g.c" + parameter);
  }

  private static String names(List<TargetColumn> columns, Function<TargetColumn, String> sql) {
    return columns.stream().map(sql).collect(Collectors.joining(", "));
  }

  /** The columns whose values are the parameters, in their order. */
  List<TargetColumn> parameters() {
    List<TargetColumn> columns = new ArrayList<>(key);
    columns.addAll(carried);
    return columns;
  }

  /** The columns that a row consists of beside its key, but for those that Postgres makes. */
  List<TargetColumn> told() {
    return table.columns().values().stream()
        .filter(column -> !column.generated() && !key.contains(column))
        .toList();
  }

  static String columnList(List<String> columns) {
    return columns.stream().map(SqlName::quote).collect(Collectors.joining(", "));
  }
}
