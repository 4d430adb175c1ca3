package org.anabranch.model.column;

import org.anabranch.model.column.ColumnMerge.Target;
import org.anabranch.model.version.ChangeId;
import org.anabranch.model.version.VersionVector;
import org.jspecify.annotations.Nullable;

/**
 * What a region keeps of one column of one row while changes of it are in flight. Immutable.
 *
 * @param shown what the row shows of what is merged
 * @param merged what is merged
 * @param overwrittenAt the position in the own log of the last write of the column by which the
 *     region's sink perhaps overwrote what applications had written; zero for none
 * @param returnedAt the position of the last write that brought what the row had lacked; zero for
 *     none, and the highest number where what the row shows is not known at all
 * @param lost whether the row lacks changes that were made here, or merged here before
 * @param writtenAt the position of the sink's last write of the column, of a merge that {@linkplain
 *     ColumnMerge#keepsOrder() keeps an order}; else zero
 */
public record ColumnCell<V, S>(
    S shown, S merged, long overwrittenAt, long returnedAt, boolean lost, long writtenAt) {

  /** Of a merge that keeps no order. */
  public ColumnCell(S shown, S merged, long overwrittenAt, long returnedAt, boolean lost) {
    this(shown, merged, overwrittenAt, returnedAt, lost, 0);
  }

  /** Of a column of which nothing is in flight. */
  public static <V, S> ColumnCell<V, S> empty(ColumnMerge<V, S> merge) {
    return new ColumnCell<>(merge.nothing(), merge.nothing(), 0, 0, false);
  }

  /** With a change that another region made. */
  public ColumnCell<V, S> merge(ColumnMerge<V, S> merge, ColumnChange<V> change) {
    return new ColumnCell<>(
        shown, merge.merge(merged, change), overwrittenAt, returnedAt, lost, writtenAt);
  }

  /**
   * With a change that was made here.
   *
   * @param position where it lies in the own log
   * @param rowWrittenAt where the sink last wrote the row as a whole; zero for never
   */
  public ColumnCell<V, S> mergeOwn(
      ColumnMerge<V, S> merge, ColumnChange<V> change, long position, long rowWrittenAt) {
    S next = merge.merge(merged, change);
    if (madeBefore(merge, change, position)) {
      return new ColumnCell<>(
          merge.nothing(), next, overwrittenAt, Long.MAX_VALUE, true, writtenAt);
    }
    boolean inRow = position > lostBelow(merge, rowWrittenAt) && merge.shows(change);
    S row = inRow ? kept(merge, change, position, rowWrittenAt) : merge.lost(shown, change);
    return new ColumnCell<>(row, next, overwrittenAt, returnedAt, lost || !inRow, writtenAt);
  }

  private S kept(
      ColumnMerge<V, S> merge, ColumnChange<V> change, long position, long rowWrittenAt) {
    return position > Math.max(writtenAt, rowWrittenAt)
        ? merge.merge(shown, change)
        : merge.kept(shown, change, position > returnedAt && !lost);
  }

  /**
   * What was brought back belongs to the row that was there then, not to the one that this change
   * ended or made before that; and one that was made before the row was replaced may be there all
   * the same. What the row shows is not known until it is written again.
   */
  private boolean madeBefore(ColumnMerge<V, S> merge, ColumnChange<V> change, long position) {
    return merge.keepsLocalChanges()
        && change.startsAnew()
        && position <= Math.max(overwrittenAt, returnedAt);
  }

  private long lostBelow(ColumnMerge<V, S> merge, long rowWrittenAt) {
    return merge.keepsLocalChanges() ? overwrittenAt : Math.max(overwrittenAt, rowWrittenAt);
  }

  /** Whether the row may have to change; nothing has to be asked where not. */
  public boolean pending() {
    return !shown.equals(merged);
  }

  /** What a row that holds this is to hold. */
  public Target<V> write(ColumnMerge<V, S> merge, @Nullable V current) {
    return merge.write(shown, merged, current);
  }

  /**
   * After a transaction that merged something and left the row as it is. Whoever makes the row anew
   * from now on may say that he has seen what it lacks.
   */
  public ColumnCell<V, S> left() {
    return new ColumnCell<>(shown, merged, overwrittenAt, returnedAt, lost || pending(), writtenAt);
  }

  /** After the row was written as a {@link #write} that reached what is merged said. */
  public ColumnCell<V, S> written(ColumnMerge<V, S> merge, long position) {
    boolean overwritten = !merge.keepsLocalChanges() || merge.overwrites(shown, merged);
    return new ColumnCell<>(
        merged,
        merged,
        overwritten ? position : overwrittenAt,
        lost ? position : returnedAt,
        false,
        merge.keepsOrder() ? position : 0);
  }

  /** Before the row is made of an image: what that says of how the row began. */
  public ColumnCell<V, S> made(ColumnMerge<V, S> merge, @Nullable V image, VersionVector seen) {
    return new ColumnCell<>(
        shown, merge.made(merged, image, seen), overwrittenAt, returnedAt, lost, writtenAt);
  }

  /** After the row was made anew, or deleted: nothing is left of what applications had written. */
  public ColumnCell<V, S> replaced(long position) {
    return new ColumnCell<>(merged, merged, position, 0, false);
  }

  /**
   * After the row was put back as it was. Whoever made it anew in between, and is yet to come, had
   * made another one.
   */
  public ColumnCell<V, S> putBack(long position) {
    return new ColumnCell<>(shown, merged, overwrittenAt, position, lost, writtenAt);
  }

  /**
   * Where the row is gone.
   *
   * @param first names what it held; its stamp is zero
   * @param shown whether nobody has made the row again since
   */
  public ColumnCell<V, S> held(
      ColumnMerge<V, S> merge, ChangeId first, @Nullable V value, boolean shown) {
    S next = merge.held(merged, first, value);
    return next.equals(merged)
        ? this
        : new ColumnCell<>(
            shown ? next : this.shown, next, overwrittenAt, returnedAt, lost, writtenAt);
  }

  /**
   * Where the row is gone: what its delete had not seen waits for a row, and is not forgotten.
   *
   * @param past what the delete had seen
   */
  public ColumnCell<V, S> gone(ColumnMerge<V, S> merge, VersionVector past) {
    return merge.outlives(merged, past)
        ? new ColumnCell<>(merge.nothing(), merged, overwrittenAt, returnedAt, true, writtenAt)
        : this;
  }

  /** After the row was made of something else than what is merged. */
  public ColumnCell<V, S> unknown(ColumnMerge<V, S> merge, long position) {
    return new ColumnCell<>(merge.nothing(), merged, position, 0, true);
  }

  /** Without what all members have acknowledged; only where nothing is {@link #pending()}. */
  public ColumnCell<V, S> forget(ColumnMerge<V, S> merge, VersionVector stable) {
    if (pending()) {
      return this;
    }
    S less = merge.forget(merged, stable);
    return new ColumnCell<>(less, less, overwrittenAt, returnedAt, lost, writtenAt);
  }
}
