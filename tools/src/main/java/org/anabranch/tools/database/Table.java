package org.anabranch.tools.database;

import java.util.List;

/** A table, plain or the root of partitions. {@code key} is its primary key, in its own order. */
public record Table(SqlName name, long oid, List<Column> columns, List<Column> key) {

  public List<String> columnNames() {
    return columns.stream().map(Column::name).toList();
  }

  /** The same table, its texts sorted by their bytes. */
  public Table sortedByBytes() {
    return new Table(name, oid, columns, key.stream().map(Column::sortedByBytes).toList());
  }
}
