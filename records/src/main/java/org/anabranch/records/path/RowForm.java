package org.anabranch.records.path;

import java.util.Objects;
import org.apache.kafka.connect.data.Schema;
import org.jspecify.annotations.Nullable;

/** Makes rows with other values at the ends of paths. Immutable. */
public final class RowForm {

  private final FormNode row;

  RowForm(FormNode row) {
    this.row = row;
  }

  /** The schema of the rows that it makes; null where they have none. */
  public @Nullable Schema schema() {
    return row.made;
  }

  /**
   * A row in which the fields are replaced. The one that it is given stays as it is; what lies
   * beside the paths is shared with it.
   *
   * @param row a struct or a map of those whose fields these are
   * @throws org.apache.kafka.connect.errors.DataException where what is put there does not fit
   */
  public Object of(Object row, Replacements replacements) {
    return Objects.requireNonNull(this.row.of(row, replacements));
  }
}
