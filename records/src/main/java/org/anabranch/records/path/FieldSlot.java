package org.anabranch.records.path;

import org.apache.kafka.connect.data.Schema;
import org.jspecify.annotations.Nullable;

/**
 * One of the fields to which paths lead in rows of a schema.
 *
 * @param number among the slots of that schema, from 0
 * @param path the number of the path that leads there
 * @param place its concrete path; of what lies in the entries of a map, the part behind the entry
 * @param schema null where rows have none
 */
public record FieldSlot(int number, int path, String place, @Nullable Schema schema) {

  /**
   * Its schema.
   *
   * @throws IllegalStateException where rows have none
   */
  public Schema required() {
    if (schema == null) {
      throw new IllegalStateException("Rows without a schema have none");
    }
    return schema;
  }
}
