package org.anabranch.transforms.filter;

import java.util.Map;
import org.anabranch.records.path.PathRemoval;
import org.anabranch.records.view.RecordView;
import org.anabranch.records.view.RecordViews;
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

  /**
   * Fails where a row without a schema holds something else than what the path leads into: it would
   * go as it is. With a schema that is found out before.
   *
   * @param row as it came, where no other step has removed the field yet
   * @throws DataException where the path leads nowhere
   */
  static void checkReaches(Alteration alteration, Map<?, ?> row) {
    RecordView view = RecordViews.of(row);
    if (view != null && alteration.path().misses(view)) {
      throw new DataException(
          ("The policy's rule '%s' at %s alters the field '%s', and the column is there, but no such"
                  + " field in it. Name the column, or the path that the rows have")
              .formatted(alteration.rule(), alteration.position(), alteration.path()));
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
