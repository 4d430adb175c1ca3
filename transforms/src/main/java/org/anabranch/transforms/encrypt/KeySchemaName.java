package org.anabranch.transforms.encrypt;

import org.anabranch.model.change.TableName;
import org.apache.kafka.connect.connector.ConnectRecord;
import org.apache.kafka.connect.data.Schema;
import org.jspecify.annotations.Nullable;

/** What the name tells that Debezium gives the schemas of keys. */
final class KeySchemaName {

  private static final String ENDING = ".Key";

  private KeySchemaName() {}

  /**
   * The table of {@code <prefix>.<schema>.<table>.Key}; null where the schema of the record's key
   * has no such name. Debezium writes another letter for those that a name may not have, so it may
   * be another one than its source tells, but is the same in all records of the table.
   */
  static @Nullable TableName table(ConnectRecord<?> record) {
    Schema schema = record.keySchema();
    String name = schema == null ? null : schema.name();
    if (name == null || !name.endsWith(ENDING)) {
      return null;
    }
    int end = name.length() - ENDING.length();
    int dot = name.lastIndexOf('.', end - 1);
    int before = name.lastIndexOf('.', dot - 1);
    // An empty prefix is none.
    return before > 0 && dot > before + 1 && end > dot + 1
        ? new TableName(name.substring(before + 1, dot), name.substring(dot + 1, end))
        : null;
  }
}
