package org.anabranch.sink.column;

import java.util.Collection;
import org.anabranch.model.column.ColumnCell;
import org.anabranch.model.column.ColumnChange;
import org.anabranch.model.column.ColumnMerge.Target;
import org.anabranch.model.version.ChangeId;
import org.anabranch.model.version.VersionVector;
import org.anabranch.sink.column.RowColumns.Column;
import org.jspecify.annotations.Nullable;

/** One column of one row within one batch, in the words of the store. Not thread-safe. */
final class OpenCell<V, S> {

  private final String name;
  private final ColumnKind<V, S> kind;
  private ColumnCell<V, S> cell;
  private @Nullable Target<V> target;
  private @Nullable String held;
  private boolean imaged;

  private OpenCell(String name, ColumnKind<V, S> kind, ColumnCell<V, S> cell) {
    this.name = name;
    this.kind = kind;
    this.cell = cell;
  }

  static <V, S> OpenCell<V, S> empty(String name, ColumnKind<V, S> kind) {
    return new OpenCell<>(name, kind, kind.empty());
  }

  @SuppressWarnings("unchecked") // a cell is kept beside the name of its merge, which is the kind's
  static <V, S> OpenCell<V, S> of(String name, ColumnKind<V, S> kind, ColumnCell<?, ?> cell) {
    return new OpenCell<>(name, kind, (ColumnCell<V, S>) cell);
  }

  private @Nullable V read(@Nullable String text) {
    try {
      return kind.read(text);
    } catch (IllegalArgumentException e) {
      throw new UnfitColumnException(name, kind.name(), String.valueOf(e.getMessage()));
    }
  }

  private @Nullable String write(@Nullable V value, @Nullable String like) {
    try {
      return kind.write(value, like);
    } catch (IllegalArgumentException e) {
      throw new UnfitColumnException(name, kind.name(), String.valueOf(e.getMessage()));
    }
  }

  /** Whether there is nothing to keep of it. */
  boolean isEmpty(Column ended) {
    return ended.cell().equals(kind.empty());
  }

  Collection<ChangeId> merge(
      ColumnChange<String> told, boolean own, long position, long writtenAt) {
    ColumnChange<V> change =
        new ColumnChange<>(
            told.id(), told.seen(), told.kind(), read(told.before()), read(told.after()));
    Collection<ChangeId> rivals = kind.merge().rivals(cell.merged(), change);
    cell =
        own
            ? cell.mergeOwn(kind.merge(), change, position, writtenAt)
            : cell.merge(kind.merge(), change);
    return rivals;
  }

  /** The row is gone, and held this. */
  void held(ChangeId first, @Nullable String value, boolean shown) {
    cell = cell.held(kind.merge(), first, read(value), shown);
  }

  boolean pending() {
    return cell.pending();
  }

  /** Whether it can tell what a row holds whose image does not carry the column. */
  boolean knows() {
    return !cell.merged().equals(kind.merge().nothing());
  }

  boolean takesImage() {
    return kind.merge().takesImage(cell.merged());
  }

  /**
   * Whether a row that holds this has to be written: also where it holds already what it is to
   * hold, since what applications have changed and is not known yet counts as overwritten.
   */
  boolean update(@Nullable String current) {
    if (cell.pending()) {
      target = cell.write(kind.merge(), read(current));
      held = current;
    }
    return reached();
  }

  @Nullable String target() {
    return target == null ? null : write(target.value(), held);
  }

  @Nullable String make(@Nullable String image, VersionVector seen) {
    V value = read(image);
    cell = cell.made(kind.merge(), value, seen);
    return write(kind.merge().create(cell.merged(), value, seen), image);
  }

  /** The row is written with the image of a change. */
  void takeImage() {
    imaged = true;
  }

  /** The row is left alone. */
  Column unwritten() {
    return ended(cell.left());
  }

  Column written(long position) {
    if (imaged) {
      return replaced(position);
    }
    return reached() ? ended(cell.written(kind.merge(), position)) : unwritten();
  }

  private boolean reached() {
    return target != null && target.reached();
  }

  Column replaced(long position) {
    return ended(cell.replaced(position));
  }

  Column putBack(long position) {
    return ended(
        (reached() ? cell.written(kind.merge(), position) : cell.left()).putBack(position));
  }

  Column imaged(long position) {
    return ended(cell.unknown(kind.merge(), position));
  }

  /**
   * Without what need not be told apart any more, so that the state of a row that is never left
   * alone does not grow. A set that no row holds is kept: one that comes back may need it.
   */
  @SuppressWarnings("unchecked") // it is this column's
  Column without(Column ended, VersionVector stable, boolean present) {
    return kind.merge().grows() && (present || kind.merge().keepsLocalChanges())
        ? ended(((ColumnCell<V, S>) ended.cell()).forget(kind.merge(), stable))
        : ended;
  }

  /** Where the row is gone by a change that had seen this. */
  @SuppressWarnings("unchecked") // it is this column's
  Column gone(Column ended, VersionVector past) {
    return ended(((ColumnCell<V, S>) ended.cell()).gone(kind.merge(), past));
  }

  private Column ended(ColumnCell<V, S> state) {
    return new Column(kind.name(), state);
  }
}
