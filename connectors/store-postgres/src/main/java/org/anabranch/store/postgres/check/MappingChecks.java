package org.anabranch.store.postgres.check;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import org.anabranch.records.mapping.ColumnType;
import org.anabranch.records.mapping.DocumentMapping;
import org.anabranch.records.mapping.DocumentMappingOption;
import org.anabranch.records.mapping.MappedColumn;
import org.anabranch.records.mapping.MappedTable;
import org.anabranch.records.mapping.ScalarType;
import org.anabranch.sink.MergeSinkOptions;
import org.anabranch.sink.MergeStrategies;
import org.anabranch.sink.store.StoreException;
import org.anabranch.store.postgres.catalog.Catalog;
import org.anabranch.store.postgres.catalog.PostgresType;
import org.anabranch.store.postgres.catalog.TableNameFormat;
import org.anabranch.store.postgres.catalog.TargetColumn;
import org.anabranch.store.postgres.catalog.TargetTable;
import org.anabranch.store.postgres.catalog.UniqueKey;
import org.apache.kafka.common.config.ConfigException;
import org.jspecify.annotations.Nullable;

/** What is wrong with tables that are collections in other regions. */
public final class MappingChecks {

  private static final int OBJECT_ID_DIGITS = 24;

  private final DocumentMapping mapping;
  private final Problems problems;

  public MappingChecks(DocumentMapping mapping, Problems problems) {
    this.mapping = mapping;
    this.problems = problems;
  }

  /**
   * Refuses to merge by column what is a document elsewhere.
   *
   * @throws ConfigException with the way out
   */
  public static void refuseColumns(DocumentMapping mapping, MergeStrategies strategies) {
    for (MappedTable table : mapping.tables()) {
      if (strategies.of(table.table()).columns() != null) {
        throw new ConfigException(
            "%s is a collection in other regions (%s), and documents are merged as wholes. Use last-writer-wins or version-vector as %s.%s in every region, and leave the table out of %s"
                .formatted(
                    table.table(),
                    DocumentMappingOption.NAME,
                    MergeSinkOptions.MERGE_STRATEGY,
                    table.table(),
                    MergeSinkOptions.MERGE_COLUMNS));
      }
    }
  }

  /** Looks at the tables; those that are not here yet are no problem. */
  public void check(Connection connection, TableNameFormat names) throws SQLException {
    Catalog catalog = new Catalog(names);
    for (MappedTable mapped : mapping.tables()) {
      try {
        TargetTable table = catalog.table(connection, mapped.table(), true);
        if (table != null) {
          check(mapped, table, new TextTypes(connection));
        }
      } catch (StoreException.Misconfigured e) {
        problem(mapped, String.valueOf(e.getMessage()));
      }
    }
  }

  private void check(MappedTable mapped, TargetTable table, TextTypes texts) throws SQLException {
    UniqueKey key = table.uniqueKey(List.of(mapped.id().name()));
    if (key == null) {
      problem(mapped, "the _id is column '" + mapped.id().name() + "', which is not unique here");
    }
    for (MappedColumn column : mapped.columns()) {
      check(mapped, column, table.column(column.name()), texts);
    }
    checkRest(mapped, mapped.rest(), table);
    for (TargetColumn column : table.columns().values()) {
      if (!column.generated() && !mapped.has(column.name())) {
        problem(
            mapped,
            "column '%s' has no place in documents. Name it, with its type"
                .formatted(column.name()));
      }
    }
  }

  private void check(
      MappedTable mapped, MappedColumn column, @Nullable TargetColumn found, TextTypes texts)
      throws SQLException {
    if (found == null) {
      problem(mapped, "there is no column '" + column.name() + "'");
    } else if (found.generated()) {
      problem(
          mapped,
          "column '%s' is generated from others, so it cannot be written. Leave it out here, and put it into column.exclude.list of the capture: snapshots have it"
              .formatted(column.name()));
    } else if (!fits(column.type(), found, texts)) {
      problem(
          mapped,
          "column '%s' is %s, not %s"
              .formatted(column.name(), told(column.type(), found), wanted(column.type())));
    } else if (column.isId()
        && column.type().scalar() == ScalarType.TEXT
        && !texts.keepEveryText(found.type())) {
      problem(
          mapped,
          "column '%s' is the _id, and %s may store another text than the one it is given, so that regions would take one key for two. Let it be text, varchar, uuid or an enum"
              .formatted(column.name(), found.type()));
    }
  }

  private void checkRest(MappedTable mapped, @Nullable String rest, TargetTable table) {
    TargetColumn found = rest == null ? null : table.column(rest);
    boolean json = found != null && (found.type().is("jsonb") || found.type().is("json"));
    if (rest != null && !json) {
      problem(mapped, "column '" + rest + "' has the rest (*), so it has to be here as jsonb");
    }
  }

  private static boolean fits(ColumnType mapped, TargetColumn found, TextTypes texts)
      throws SQLException {
    PostgresType element = found.type().element();
    if (mapped.array()) {
      return element != null && scalarFits(mapped.scalar(), element, found.length(), texts);
    }
    return element == null
        ? scalarFits(mapped.scalar(), found.type(), found.length(), texts)
        : mapped.scalar() == ScalarType.TEXT && !texts.misreadAsSyntax(element);
  }

  private static boolean scalarFits(
      ScalarType mapped, PostgresType type, @Nullable Integer length, TextTypes texts)
      throws SQLException {
    return switch (mapped) {
      case TEXT -> texts.travelAsText(type);
      case OBJECT_ID -> holdsObjectIds(type, length);
      default -> type.is(mapped.sqlName());
    };
  }

  /** A longer char pads the digits, so that its capture tells a text that is no ObjectId. */
  private static boolean holdsObjectIds(PostgresType type, @Nullable Integer length) {
    if (type.is("bpchar")) {
      return length != null && length == OBJECT_ID_DIGITS;
    }
    return type.is("text")
        || (type.is("varchar") && (length == null || length >= OBJECT_ID_DIGITS));
  }

  private static String told(ColumnType mapped, TargetColumn found) {
    Integer length = found.length();
    return mapped.scalar() == ScalarType.OBJECT_ID && length != null
        ? found.type() + " of length " + length
        : found.type().toString();
  }

  private static String wanted(ColumnType type) {
    return type.scalar() == ScalarType.OBJECT_ID
        ? type
            + ", which is text, varchar(24) or longer, or char(24). Let it be one of these in the table"
        : type.toString();
  }

  private void problem(MappedTable table, String what) {
    problems.add(DocumentMappingOption.NAME, "table " + table.table() + ": " + what);
  }
}
