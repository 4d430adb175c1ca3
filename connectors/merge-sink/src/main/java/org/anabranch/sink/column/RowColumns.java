package org.anabranch.sink.column;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.anabranch.model.change.Change;
import org.anabranch.model.column.ColumnCell;
import org.anabranch.model.version.ChangeId;
import org.anabranch.model.version.Origin;
import org.anabranch.model.version.Stamp;
import org.anabranch.model.version.VersionVector;
import org.jspecify.annotations.Nullable;

/**
 * What is in flight of a row whose columns are merged by themselves. Immutable. {@link
 * RowColumnsBytes} is its form in a version row.
 *
 * @param writtenAt where in the own log the sink last wrote, or deleted, the row as a whole; zero
 *     for never
 * @param base how the row began
 * @param seen by origin, what its last change of the row had seen of it
 * @param deleters the origins whose last change deleted the row, where the table's {@link
 *     DeletePolicy} asks for them
 * @param stubs the changes that the region may not see
 * @param columns by name; one of which nothing is in flight may be missing
 */
public record RowColumns(
    long writtenAt,
    Base base,
    SortedMap<Origin, VersionVector> seen,
    SortedSet<Origin> deleters,
    RowStubs stubs,
    SortedMap<String, Column> columns) {

  /** Nothing is in flight. */
  public static final RowColumns NONE =
      new RowColumns(
          0,
          Base.UNKNOWN,
          Collections.emptySortedMap(),
          Collections.emptySortedSet(),
          RowStubs.NONE,
          Collections.emptySortedMap());

  /**
   * One column.
   *
   * @param merge the name of its merge, as {@code merge.columns} has it
   */
  public record Column(String merge, ColumnCell<?, ?> cell) {}

  /**
   * How a row began: regions that had rows of one key before anything was captured take the one of
   * the highest origin to begin with, and all that was done since to any of them.
   *
   * @param origin whose row it was before anything was captured; null for nobody's that is known
   * @param place where that lies in the origin's stream; zero where that is not known
   * @param anew whether the row was made, or deleted, since: then no such row counts any more
   */
  public record Base(@Nullable Origin origin, Stamp place, boolean anew) {

    static final Base UNKNOWN = new Base(null, Stamp.ZERO, false);
    static final Base ANEW = new Base(null, Stamp.ZERO, true);

    /** The row as it was before, where a change that makes it anew had not seen it. */
    List<ChangeId> unseenBy(Change change) {
      ChangeId first = origin == null ? null : new ChangeId(origin, Stamp.ZERO);
      boolean own = change.id().origin().equals(origin);
      return first == null || own || change.saw(first, place) ? List.of() : List.of(first);
    }

    /** Whether the row of an origin, as it was before, takes the place of this one. */
    boolean yieldsTo(Change first) {
      int order = origin == null ? -1 : origin.compareTo(first.id().origin());
      return !anew && (order < 0 || (order == 0 && place.compareTo(first.sequence()) < 0));
    }
  }

  public RowColumns {
    seen = Collections.unmodifiableSortedMap(new TreeMap<>(seen));
    deleters = Collections.unmodifiableSortedSet(new TreeSet<>(deleters));
    columns = Collections.unmodifiableSortedMap(new TreeMap<>(columns));
  }

  /** Of a table whose last writer says whether there is a row, of which no stub ever came. */
  public RowColumns(
      long writtenAt,
      Base base,
      SortedMap<Origin, VersionVector> seen,
      SortedMap<String, Column> columns) {
    this(writtenAt, base, seen, Collections.emptySortedSet(), RowStubs.NONE, columns);
  }

  /** Whether the row does not show all that is merged. */
  public boolean pending() {
    return columns.values().stream().anyMatch(column -> column.cell().pending());
  }

  /** Where in the own log the last write lies that overwrote something; zero for none. */
  public long position() {
    return columns.values().stream()
        .mapToLong(column -> Math.max(column.cell().overwrittenAt(), column.cell().returnedAt()))
        .reduce(writtenAt, Math::max);
  }

  static RowColumns of(
      long writtenAt,
      Base base,
      RowPresence presence,
      RowStubs stubs,
      Map<String, Column> columns) {
    RowColumns row =
        new RowColumns(
            writtenAt, base, presence.seen(), presence.deleters(), stubs, new TreeMap<>(columns));
    return row.equals(NONE) ? NONE : row;
  }
}
