package org.anabranch.transforms.event;

import java.util.List;
import org.anabranch.records.path.FieldPath;
import org.anabranch.records.view.RecordView;
import org.jspecify.annotations.Nullable;

/** Reads the field that an option names. */
final class RowField {

  private RowField() {}

  /**
   * The field's value; null where it is NULL.
   *
   * @throws IllegalArgumentException where there is no such field
   */
  static @Nullable Object value(FieldPath path, RecordView row) {
    List<?> values = path.values(row);
    if (values.isEmpty() && path.misses(row)) {
      throw new IllegalArgumentException("There is no field '" + path + "'. Mend the path");
    }
    return values.isEmpty() ? null : values.get(0);
  }
}
