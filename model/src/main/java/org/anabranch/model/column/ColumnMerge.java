package org.anabranch.model.column;

import java.util.List;
import org.anabranch.model.version.ChangeId;
import org.anabranch.model.version.VersionVector;
import org.jspecify.annotations.Nullable;

/**
 * A way to merge what several regions did to one column, each without having seen the others. Pure.
 *
 * <p>A region keeps two states of a column: what it has merged, and what its row shows of that. The
 * row may show more than is merged: what an application wrote and what has not come back through
 * the own stream yet. So a merge does not say what a row has to hold, but how a row that holds
 * something has to change. {@link ColumnCell} does the bookkeeping.
 *
 * <p>Whatever the order in which a region merges a set of changes (each origin's in their own
 * order, even where one arrives after another that had seen it), it ends with the same state. A
 * change is merged once.
 *
 * @param <V> the values of the column
 * @param <S> what is kept of changes that are in flight; immutable
 */
public interface ColumnMerge<V, S> {

  /** Of a column of which nothing is in flight. */
  S nothing();

  /** The state with one more change merged. */
  S merge(S state, ColumnChange<V> change);

  /**
   * The state without what is only kept for changes that have not seen it, once no such change can
   * arrive any more.
   *
   * @param stable what every member has acknowledged to have merged
   */
  S forget(S state, VersionVector stable);

  /**
   * Whether the state grows with the changes of a row that is never left alone, so that it has to
   * {@link #forget} while others write. What is left of other merges is at most as much as there
   * are regions; they need it until the whole row is forgotten.
   */
  default boolean grows() {
    return false;
  }

  /**
   * What a row is to hold.
   *
   * @param shown what the row shows
   * @param merged what it is to show
   * @param current what it holds, local writes that are not merged yet included
   */
  Target<V> write(S shown, S merged, @Nullable V current);

  /**
   * What a row is to hold that is made anew.
   *
   * @param image the column in the change that makes it
   * @param seen what the image had seen of the row, and so has in it; empty for one that was there
   *     before anything was captured
   */
  @Nullable V create(S merged, @Nullable V image, VersionVector seen);

  /**
   * The state of a row that is made here of an image, because the region has no row and nothing
   * that is merged tells how it began: before {@link #create}.
   *
   * @param seen what the image had seen of the row; empty for one that was there before anything
   *     was captured, which takes the place of any other such image
   */
  default S made(S merged, @Nullable V image, VersionVector seen) {
    return merged;
  }

  /**
   * The state where the row is gone: if it comes back, it begins with what it held, as far as
   * nothing that is merged tells.
   *
   * @param first names that value; its stamp is zero, so whoever writes the column has seen it
   */
  default S held(S state, ChangeId first, @Nullable V value) {
    return state;
  }

  /**
   * Whether a row that came back would hold something that a delete had not seen.
   *
   * @param past what the delete had seen
   */
  default boolean outlives(S state, VersionVector past) {
    return false;
  }

  /**
   * Whether a row that was read again says what the column holds: where nothing is in flight of it.
   */
  default boolean takesImage(S merged) {
    return merged.equals(nothing());
  }

  /**
   * The changes, of those merged before this one, that wrote what it writes as well, neither having
   * seen the other, so that what one of them wrote is lost. Of a delete, those that it had not
   * seen.
   */
  default List<ChangeId> rivals(S state, ColumnChange<V> change) {
    return List.of();
  }

  /**
   * Whether {@link #write} pays no heed to what the row holds, so that local writes that are not
   * merged yet are overwritten.
   */
  boolean overwrites(S shown, S merged);

  /**
   * Whether a row that was written keeps what applications had written before, unless the write
   * {@linkplain #overwrites overwrote} it. Otherwise a local change that lies before a write is
   * taken for overwritten; to write it again does no harm.
   */
  boolean keepsLocalChanges();

  /** Whether it matters to what a row shows in which order it was written. */
  default boolean keepsOrder() {
    return false;
  }

  /** What a row shows for sure after a local change of it may have been overwritten. */
  default S lost(S shown, ColumnChange<V> change) {
    return shown;
  }

  /**
   * What a row shows after a local change of it that it has kept, but after which the sink has
   * written the row without knowing of it.
   *
   * @param foundAll whether the change found all local changes in the row that come before it, and
   *     none was overwritten and brought back only later
   */
  default S kept(S shown, ColumnChange<V> change, boolean foundAll) {
    return merge(shown, change);
  }

  /** Whether a row into which an application has written this change shows it as merged. */
  default boolean shows(ColumnChange<V> change) {
    return true;
  }

  /**
   * What a row is to hold.
   *
   * @param reached whether the row then shows what is merged; otherwise it holds a local write that
   *     is not merged yet and that comes after what is merged
   */
  record Target<V>(@Nullable V value, boolean reached) {}
}
