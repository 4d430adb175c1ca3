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
    int bySchema = compare(schema, other.schema);
    return bySchema != 0 ? bySchema : compare(table, other.table);
  }

  /** Names that are compared are mostly one and the same text, which only {@code equals} asks. */
  private static int compare(String one, String other) {
    return one.equals(other) ? 0 : one.compareTo(other);
  }

  @Override
  public String toString() {
    return schema + "." + table;
  }
}
