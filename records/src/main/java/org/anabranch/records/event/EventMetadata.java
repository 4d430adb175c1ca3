package org.anabranch.records.event;

import java.util.Map;
import org.anabranch.model.change.ColumnMarks;
import org.anabranch.model.change.Operation;
import org.anabranch.model.change.TableName;
import org.jspecify.annotations.Nullable;

/**
 * What an event says beside the row.
 *
 * @param priority null where nothing is said
 * @param ttlSeconds how long after the event's time the row counts; null for ever
 * @param compactionKey names the row among all rows of all tables; null where it has no key
 * @param table whose row it is; null where nothing says it
 * @param operation what was done to the row; null where the event's operations have to say it
 * @param key the key's columns as natural JSON; null where there is none
 * @param schema the row's, as {@link SchemaForm} has it; null for rows without one
 * @param columns which columns do not come as the row has them
 */
public record EventMetadata(
    @Nullable String priority,
    @Nullable Long ttlSeconds,
    @Nullable String compactionKey,
    @Nullable TableName table,
    @Nullable Operation operation,
    @Nullable Map<?, ?> key,
    @Nullable Object schema,
    ColumnMarks columns) {

  /** Nothing is said. */
  public static final EventMetadata NONE =
      new EventMetadata(null, null, null, null, null, null, null, ColumnMarks.NONE);

  /** Without the key. */
  @Override
  public String toString() {
    return "metadata of an event";
  }
}
