package org.anabranch.sink.column;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.anabranch.model.change.Change;
import org.anabranch.model.change.ChangeKind;
import org.anabranch.model.change.Operation;
import org.anabranch.model.column.ColumnChange;
import org.anabranch.model.column.ColumnChange.Kind;
import org.anabranch.model.version.ChangeId;
import org.anabranch.model.version.Origin;
import org.anabranch.model.version.Stamp;
import org.anabranch.model.version.VersionVector;
import org.anabranch.sink.column.RowColumns.Base;
import org.anabranch.sink.column.RowColumns.Column;
import org.jspecify.annotations.Nullable;

/**
 * The columns of one row within one batch: takes each change once, says what the row has to hold,
 * and what is in flight after it was written. Not thread-safe.
 */
public final class KeyColumns {

  /**
   * A change of which another one takes something away, neither having seen the other.
   *
   * @param sequence its place in its origin's stream
   */
  public record Rival(ChangeId id, Stamp sequence) {}

  private final TableColumns table;
  private final RowColumns start;
  private final VersionVector stable;
  private final SortedMap<String, OpenCell<?, ?>> cells = new TreeMap<>();
  private RowPresence presence;
  private RowStubs stubs;
  private @Nullable ChangeId restoring;
  private boolean restored;
  private Base base;
  private @Nullable ColumnTexts began;
  private ColumnTexts latest = ColumnTexts.NONE;
  private boolean present;
  private boolean anewHere;
  private @Nullable VersionVector goneBy;

  /**
   * With the columns as the version row has them.
   *
   * @param stable what every member has acknowledged, and need not be told apart any more
   */
  public KeyColumns(TableColumns table, RowColumns start, VersionVector stable) {
    this.table = table;
    this.stable = stable;
    this.start = start;
    this.base = start.base();
    this.stubs = start.stubs();
    this.presence = new RowPresence(start.seen(), start.deleters());
    start.columns().forEach((name, column) -> cells.put(name, open(name, column)));
  }

  private OpenCell<?, ?> open(String name, Column column) {
    ColumnKind<?, ?> kind = table.of(name);
    if (!table.mergeOf(name).equals(column.merge())) {
      throw new IllegalStateException(
          (table.isByField() ? "A document" : "Column " + name)
              + " is to be merged by "
              + table.mergeOf(name)
              + ", but changes of it are in flight that were merged by "
              + column.merge()
              + ". Configure that again in every region, wait until anabranch.version is empty,"
              + " then change it");
    }
    return OpenCell.of(name, kind, column.cell());
  }

  private OpenCell<?, ?> cell(String name) {
    return cells.computeIfAbsent(name, absent -> OpenCell.empty(absent, table.of(absent)));
  }

  /** Whether the row may not be shown, since a change was withheld that others had not seen. */
  public boolean hides() {
    return stubs.hides();
  }

  /** Whether a change of this batch shows the row again; what is there of it counts no more. */
  public boolean restored() {
    return restored;
  }

  /** The stub that hides the row, or did last; null where none ever came. */
  public @Nullable ChangeId stub() {
    return stubs.last();
  }

  /**
   * Meets a change before it is merged: a stub, or one that shows a row again that stubs had
   * hidden. What was known of the row's columns then counts no more, for what the stubs did to them
   * is not known: the row is as that change has it.
   *
   * @param whole whether it says all that the row holds, and can be applied
   */
  public void meet(Change change, boolean whole) {
    boolean hid = stubs.hides();
    boolean stub = change.kind() == ChangeKind.STUB;
    stubs = stub ? stubs.withStub(change, presence.seen()) : stubs.with(change, whole);
    restoring = hid && !stubs.hides() ? change.id() : null;
    restored = (restored || restoring != null) && !stubs.hides();
    if (stubs.hides() || restoring != null) {
      cells.clear();
      base = Base.ANEW;
      began = null;
    }
  }

  /**
   * Merges a change; not one of a first snapshot. One that does not carry its columns says nothing.
   *
   * @param own whether it was made here
   * @param before the columns before the change; null where there was no row, or none is told
   * @param after the columns after it; null where there is no row
   * @param refused whether it cannot be applied: of what no merge can take, nothing is merged, in
   *     any region
   * @return the changes that wrote a column that it writes as well, so that one of both is lost;
   *     without those that somebody has settled already
   */
  public Collection<Rival> merge(
      Change change,
      boolean own,
      @Nullable ColumnTexts before,
      @Nullable ColumnTexts after,
      boolean refused) {
    if (stubs.hides() || (stubs.told(change.id()) && !change.id().equals(restoring))) {
      presence = with(change);
      return List.of();
    }
    ColumnTexts was = table.apart(before);
    ColumnTexts is = table.apart(after);
    latest = after == null ? latest : after;
    Kind kind = kind(change);
    if (kind == Kind.UPDATE && was == null) {
      return List.of();
    }
    Set<ChangeId> rivals = new TreeSet<>();
    Base left = base;
    if (kind == Kind.INSERT || kind == Kind.DELETE) {
      base = Base.ANEW;
      began = null;
      rivals.addAll(left.unseenBy(change));
    }
    // Whether a row that was read still holds what it held then, its position does not tell.
    boolean written = own && change.operation() != Operation.READ;
    for (String name : touched(kind, was, is, refused)) {
      ColumnChange<String> told =
          new ColumnChange<>(
              change.id(),
              change.context(),
              kind == Kind.UPDATE && isSet(was, name) ? Kind.INSERT : kind,
              kind == Kind.DELETE ? null : text(was, name),
              text(is, name));
      try {
        rivals.addAll(cell(name).merge(told, written, change.position(), start.writtenAt()));
      } catch (UnfitColumnException e) {
        if (!refused) {
          throw e;
        }
      }
    }
    anewHere |= own && (kind == Kind.INSERT || kind == Kind.DELETE);
    if (own && kind == Kind.DELETE && was != null) {
      held(was, change.id().origin(), change.position() > start.writtenAt());
    }
    rivals.removeIf(rival -> isSettled(rival, change.id()));
    // What an origin has seen of a row only grows, but for what it may not show (010).
    if (table.deletes().overrules()) {
      rivals.addAll(presence.opposed(change));
    }
    presence = with(change);
    return rivals.stream()
        .map(id -> new Rival(id, id.stamp().isZero() ? left.place() : id.stamp()))
        .toList();
  }

  /**
   * A policy goes by what the lane claims, as the columns and forgetting do: what a delete has
   * taken from the columns keeps no row.
   */
  private RowPresence with(Change change) {
    if (table.deletes().overrules()) {
      return presence.with(change, change.context());
    }
    return new RowPresence(presence.with(change, change.seen()).seen(), new TreeSet<>());
  }

  /** Whether the row was deleted by this change, if that is its origin's last one. */
  public boolean deleted(ChangeId id) {
    return presence.deleted(id);
  }

  /** Whether this is a change that no other one had seen. */
  public boolean isLast(ChangeId id) {
    return presence.isLast(id);
  }

  /** Whether there is a row, as the table's policy says. */
  public RowPresence.Answer presence() {
    return presence.under(table.deletes());
  }

  /** The same once a change is merged. */
  public RowPresence.Answer presenceWith(Change change) {
    return with(change).under(table.deletes());
  }

  /** Whether somebody had seen both who has changed the row since; his change came before one. */
  private boolean isSettled(ChangeId one, ChangeId other) {
    return presence.seen().values().stream()
        .anyMatch(ofOrigin -> ofOrigin.covers(one) && ofOrigin.covers(other));
  }

  /**
   * The row is gone, by a change that is merged: what it held is kept for a row that comes back, as
   * far as nothing else tells what that is to hold.
   */
  public void held(ColumnTexts row, Origin own) {
    ColumnTexts parts = table.apart(row);
    if (parts != null) {
      held(parts, own, true);
    }
  }

  private void held(ColumnTexts row, Origin own, boolean shown) {
    if (base.anew()) {
      ChangeId first = new ChangeId(own, Stamp.ZERO);
      row.names().forEach(name -> cell(name).held(first, row.text(name), shown));
    }
  }

  /** The own region's row was there before anything was captured. */
  public void found(Origin own) {
    base = base.equals(Base.UNKNOWN) ? new Base(own, Stamp.ZERO, false) : base;
  }

  /**
   * A row as an origin had it before anything was captured.
   *
   * @param shown whether the row holds it already
   */
  public void began(Change first, @Nullable ColumnTexts image, boolean shown) {
    if (image != null && base.yieldsTo(first)) {
      base = new Base(first.id().origin(), first.sequence(), false);
      began = shown ? null : image;
    }
  }

  /**
   * How the row began, where it has to be made anew because it is shown to have begun otherwise.
   */
  public @Nullable ColumnTexts beginning() {
    return began;
  }

  private static Kind kind(Change change) {
    if (change.deletes()) {
      return Kind.DELETE;
    }
    return switch (change.operation()) {
      case CREATE -> Kind.INSERT;
      case READ -> Kind.READ;
      default -> Kind.UPDATE;
    };
  }

  private Set<String> touched(
      Kind kind, @Nullable ColumnTexts before, @Nullable ColumnTexts after, boolean refused) {
    Set<String> touched = new TreeSet<>();
    if (kind == Kind.INSERT || kind == Kind.DELETE) {
      touched.addAll(table.configured());
    }
    if (after != null) {
      for (String name : after.names()) {
        if (kind != Kind.UPDATE
            || changed(before, after, name)
            || (!refused && isSet(before, name))) {
          touched.add(name);
        }
      }
    }
    return touched;
  }

  /**
   * Whether an update has given a register a value whatever it held before: its old value could not
   * travel. To a register that is as if the row were new.
   */
  private boolean isSet(@Nullable ColumnTexts before, String name) {
    return before != null && !before.has(name) && table.isRegister(name);
  }

  /** One that is not told before and after says nothing. */
  private boolean changed(@Nullable ColumnTexts before, ColumnTexts after, String name) {
    return before != null
        && before.has(name)
        && (table.configured().contains(name) || !table.same(before, after, name));
  }

  private static @Nullable String text(@Nullable ColumnTexts columns, String name) {
    return columns == null ? null : columns.text(name);
  }

  /** Whether the row may have to change. */
  public boolean pending() {
    return cells.values().stream().anyMatch(OpenCell::pending);
  }

  /**
   * What has to be written into a row that is there; empty for nothing.
   *
   * @param row what it holds
   * @param image the columns of a change that found the row as it is, and that the row is to show;
   *     null for none
   */
  public ColumnTexts update(ColumnTexts row, @Nullable ColumnTexts image) {
    ColumnTexts parts = Objects.requireNonNull(table.apart(row));
    return table.together(updated(parts, table.apart(image)), parts, List.of(row, latest));
  }

  private ColumnTexts updated(ColumnTexts row, @Nullable ColumnTexts image) {
    ColumnTexts.Builder written = new ColumnTexts.Builder();
    cells.forEach(
        (name, cell) -> {
          if (row.has(name) && cell.update(row.text(name))) {
            written.with(name, cell.target());
          }
        });
    if (image != null) {
      image.names().stream()
          .filter(name -> row.has(name) && !row.same(image, name) && cell(name).takesImage())
          .forEach(
              name -> {
                cell(name).takeImage();
                written.with(name, image.text(name));
              });
    }
    return written.build();
  }

  /**
   * What a row has to hold that is made.
   *
   * @param image the columns of the change that it is made of; null where it tells none
   * @param seen what that had seen of the row; empty for a row of a first snapshot
   */
  public ColumnTexts make(@Nullable ColumnTexts image, VersionVector seen) {
    List<ColumnTexts> like = image == null ? List.of(latest) : List.of(image, latest);
    return table.together(made(table.apart(image), seen), ColumnTexts.NONE, like);
  }

  private ColumnTexts made(@Nullable ColumnTexts image, VersionVector seen) {
    ColumnTexts.Builder made = new ColumnTexts.Builder();
    Set<String> names = new TreeSet<>(table.configured());
    names.addAll(cells.keySet());
    if (image != null) {
      names.addAll(image.names());
    }
    for (String name : names) {
      OpenCell<?, ?> cell = cell(name);
      if ((image != null && image.has(name)) || cell.knows()) {
        made.with(name, cell.make(text(image, name), seen));
      }
    }
    return made.build();
  }

  /** Whether an application has made the row anew, or deleted it. */
  public boolean anewHere() {
    return anewHere;
  }

  /** The row is there, so it holds what need not be told apart any more. */
  public void present() {
    present = true;
  }

  /** The row is gone by a change of this origin, its last, unless a policy says by which ones. */
  public void gone(Origin by) {
    goneBy = table.deletes().overrules() ? presence.taken() : presence.seen().get(by);
  }

  /** What is in flight where the row was left alone. */
  public RowColumns result() {
    return result(start.writtenAt(), OpenCell::unwritten);
  }

  /** After what {@link #update} said was written. */
  public RowColumns updated(long position) {
    return result(start.writtenAt(), cell -> cell.written(position));
  }

  /** After what {@link #make} said was written, or the row was deleted. */
  public RowColumns replaced(long position) {
    table.configured().forEach(this::cell);
    return result(position, cell -> cell.replaced(position));
  }

  /** After the row was put back into its table, with what {@link #update} said was written. */
  public RowColumns putBack(long position) {
    table.configured().forEach(this::cell);
    return result(position, cell -> cell.putBack(position));
  }

  /** After the row was made of an image, so that it shows nothing of what is merged for sure. */
  public RowColumns imaged(long position) {
    table.configured().forEach(this::cell);
    return result(position, cell -> cell.imaged(position));
  }

  private interface Ending {
    Column of(OpenCell<?, ?> cell);
  }

  private RowColumns result(long writtenAt, Ending ending) {
    if (stubs.hides()) {
      // What such a row held may not be kept here.
      return RowColumns.of(writtenAt, base, presence, stubs, Map.of());
    }
    Map<String, Column> columns = new HashMap<>();
    cells.forEach(
        (name, cell) -> {
          Column ended = cell.without(ending.of(cell), stable, present);
          Column left = goneBy == null || present ? ended : cell.gone(ended, goneBy);
          if (!cell.isEmpty(left)) {
            columns.put(name, left);
          }
        });
    return RowColumns.of(writtenAt, base, presence, stubs, columns);
  }
}
