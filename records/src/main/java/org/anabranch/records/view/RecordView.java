package org.anabranch.records.view;

import java.util.List;
import org.apache.kafka.connect.data.Schema;
import org.jspecify.annotations.Nullable;

/**
 * One row or key, whether it came as a {@code Struct} or as a {@code Map}. Read-only; made anew
 * over a record's value, never a copy of it.
 */
public interface RecordView {

  /** Field names in declared order (of a map: in its iteration order). */
  List<String> fields();

  boolean has(String field);

  /** The value of a field; null where it is null or absent. */
  @Nullable Object value(String field);

  /** The field's schema; null where the record has none. */
  @Nullable Schema schema(String field);
}
