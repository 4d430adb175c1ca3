package org.anabranch.sink.plan;

import org.anabranch.model.merge.Merge;
import org.anabranch.sink.column.EncryptedColumns;
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
 * @param encrypted which columns hold ciphertexts whose equality another column tells
 * @param conflicts what is shown of rows that are merged as a whole while a conflict is open
 */
public record Strategy(
    String name,
    Merge merge,
    Verdict verdict,
    @Nullable TableColumns columns,
    EncryptedColumns encrypted,
    ConflictPolicy conflicts) {

  /** One whose merge decides what is shown. */
  public Strategy(String name, Merge merge, Verdict verdict, @Nullable TableColumns columns) {
    this(name, merge, verdict, columns, EncryptedColumns.NONE, ConflictPolicy.RESOLVE);
  }

  /** One that merges rows as a whole. */
  public Strategy(String name, Merge merge, Verdict verdict) {
    this(name, merge, verdict, null);
  }

  /** The same with columns that are merged otherwise; ciphertexts stay what they are. */
  public Strategy with(TableColumns other) {
    return new Strategy(name, merge, verdict, other.with(encrypted), encrypted, conflicts);
  }

  /**
   * The same where some columns hold ciphertexts.
   *
   * @throws IllegalArgumentException where one of them has a merge of its own
   */
  public Strategy with(EncryptedColumns ciphertexts) {
    return new Strategy(
        name,
        merge,
        verdict,
        columns == null ? null : columns.with(ciphertexts),
        ciphertexts,
        conflicts);
  }

  /** The same under a policy; where that keeps versions, a person is asked about each conflict. */
  public Strategy under(ConflictPolicy policy) {
    return new Strategy(
        name, merge, policy.keepsLocal() ? Verdict.OPEN : verdict, columns, encrypted, policy);
  }
}
