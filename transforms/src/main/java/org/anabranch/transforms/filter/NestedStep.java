package org.anabranch.transforms.filter;

import org.anabranch.records.path.PathRemoval;
import org.anabranch.transforms.policy.Alteration;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.errors.DataException;
import org.jspecify.annotations.Nullable;

/**
 * One alteration of what a row's columns hold.
 *
 * @param removal null where it masks
 * @param made the rows' schema behind this step; null where rows have none
 */
record NestedStep(Alteration alteration, @Nullable PathRemoval removal, @Nullable Schema made) {

  /**
   * Of rows of a schema.
   *
   * @throws DataException where the alteration does not fit them
   */
  static NestedStep of(Alteration alteration, @Nullable Schema row) {
    if (alteration instanceof Alteration.Masking masking) {
      if (row != null) {
        masking.path().schemas(row).forEach(schema -> ColumnChange.check(masking, schema));
      }
      return new NestedStep(masking, null, row);
    }
    PathRemoval removal = new PathRemoval(alteration.path());
    try {
      return new NestedStep(alteration, removal, row == null ? null : removal.of(row));
    } catch (IllegalArgumentException e) {
      throw new DataException(
          "The policy's rule '%s' cannot be followed: %s"
              .formatted(alteration.rule(), e.getMessage()));
    }
  }

  Object apply(Object row) {
    if (removal != null) {
      return removal.of(row, made);
    }
    return alteration instanceof Alteration.Masking masking
        ? masking.path().map(row, (value, schema) -> ColumnChange.masked(masking, value, schema))
        : row;
  }
}
