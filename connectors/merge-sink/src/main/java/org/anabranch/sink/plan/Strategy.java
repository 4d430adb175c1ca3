package org.anabranch.sink.plan;

import org.anabranch.model.merge.Merge;
import org.anabranch.sink.column.TableColumns;
import org.anabranch.sink.store.Conflict.Verdict;
import org.jspecify.annotations.Nullable;

/**
 * How the changes of a table are merged.
 *
 * @param name told in each conflict
 * @param merge of rows; of a table that is merged by column, whether there is a row
 * @param verdict what a conflict is recorded as
 * @param columns how each column is merged; null where rows are merged as a whole
 */
public record Strategy(String name, Merge merge, Verdict verdict, @Nullable TableColumns columns) {

  /** One that merges rows as a whole. */
  public Strategy(String name, Merge merge, Verdict verdict) {
    this(name, merge, verdict, null);
  }
}
