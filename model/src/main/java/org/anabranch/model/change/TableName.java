package org.anabranch.model.change;

/**
 * The logical name of a table, the same in every region. Kafka topics are named differently from
 * cluster to cluster and are never its identity.
 */
public record TableName(String schema, String table) implements Comparable<TableName> {

  public TableName {
    if (schema.isEmpty() || table.isEmpty()) {
      throw new IllegalArgumentException("A table has a schema and a name");
    }
  }

  @Override
  public int compareTo(TableName other) {
    int bySchema = schema.compareTo(other.schema);
    return bySchema != 0 ? bySchema : table.compareTo(other.table);
  }

  @Override
  public String toString() {
    return schema + "." + table;
  }
}
