package org.anabranch.sink.column;

import java.util.TreeMap;
import java.util.TreeSet;
import org.anabranch.model.column.ColumnCell;
import org.anabranch.model.version.Origin;
import org.anabranch.model.version.Stamp;
import org.anabranch.model.version.VersionVector;
import org.anabranch.sink.column.RowColumns.Base;
import org.anabranch.sink.column.RowColumns.Column;
import org.jspecify.annotations.Nullable;

/**
 * The binary form of {@link RowColumns} in a version row. docs/formats/columns.md has it with test
 * vectors.
 */
public final class RowColumnsBytes {

  private static final int FORMAT = 1;

  /** As the first one, and behind it the origins whose last change deleted the row. */
  private static final int FORMAT_WITH_DELETERS = 2;

  /** As the second one, and behind it what is known of stubs. */
  private static final int FORMAT_WITH_STUBS = 3;

  private RowColumnsBytes() {}

  /** The bytes; null where nothing is in flight. */
  public static byte @Nullable [] write(RowColumns row) {
    if (row.equals(RowColumns.NONE)) {
      return null;
    }
    CellWriter out = new CellWriter();
    out.number(row.writtenAt());
    Origin base = row.base().origin();
    out.flag(row.base().anew());
    out.flag(base != null);
    if (base != null) {
      out.origin(base);
      out.number(row.base().place().bits());
    }
    out.count(row.seen().size());
    row.seen()
        .forEach(
            (origin, seen) -> {
              out.origin(origin);
              out.vector(seen);
            });
    out.count(row.columns().size());
    row.columns()
        .forEach(
            (name, column) -> {
              out.text(name);
              out.text(column.merge());
              write(out, kind(column.merge()), column.cell());
            });
    boolean stubs = !row.stubs().equals(RowStubs.NONE);
    if (row.deleters().isEmpty() && !stubs) {
      return out.toBytes(FORMAT);
    }
    out.count(row.deleters().size());
    row.deleters().forEach(out::origin);
    if (!stubs) {
      return out.toBytes(FORMAT_WITH_DELETERS);
    }
    out.optionalChange(row.stubs().last());
    out.vector(row.stubs().needed());
    out.vector(row.stubs().restored());
    return out.toBytes(FORMAT_WITH_STUBS);
  }

  @SuppressWarnings("unchecked") // a cell is kept beside the name of its merge
  private static <V, S> void write(CellWriter out, ColumnKind<V, S> kind, ColumnCell<?, ?> any) {
    ColumnCell<V, S> cell = (ColumnCell<V, S>) any;
    out.number(cell.overwrittenAt());
    out.number(cell.returnedAt());
    out.flag(cell.lost());
    out.flag(cell.pending());
    if (kind.merge().keepsOrder()) {
      out.number(cell.writtenAt());
    }
    kind.states().write().accept(out, cell.merged());
    if (cell.pending()) {
      kind.states().write().accept(out, cell.shown());
    }
  }

  /**
   * Reads them.
   *
   * @throws IllegalArgumentException where they are damaged, of a newer format, or of a merge that
   *     is not known any more
   */
  public static RowColumns read(byte @Nullable [] bytes) {
    if (bytes == null) {
      return RowColumns.NONE;
    }
    CellReader in = new CellReader(bytes, FORMAT_WITH_STUBS);
    long writtenAt = in.number();
    boolean anew = in.flag();
    Base base =
        in.flag()
            ? new Base(in.origin(), new Stamp(in.number()), anew)
            : new Base(null, Stamp.ZERO, anew);
    TreeMap<Origin, VersionVector> seen = new TreeMap<>();
    for (int left = in.count(); left > 0; left--) {
      seen.put(in.origin(), in.vector());
    }
    TreeMap<String, Column> columns = new TreeMap<>();
    for (int left = in.count(); left > 0; left--) {
      String name = in.text();
      String merge = in.text();
      columns.put(name, new Column(merge, read(in, kind(merge))));
    }
    TreeSet<Origin> deleters = new TreeSet<>();
    for (int left = in.format() == FORMAT ? 0 : in.count(); left > 0; left--) {
      deleters.add(in.origin());
    }
    RowStubs stubs =
        in.format() < FORMAT_WITH_STUBS
            ? RowStubs.NONE
            : new RowStubs(in.optionalChange(), in.vector(), in.vector());
    if (!in.ended()) {
      throw new IllegalArgumentException("the columns of a version row do not end where they say");
    }
    return RowColumns.of(writtenAt, base, new RowPresence(seen, deleters), stubs, columns);
  }

  private static <V, S> ColumnCell<V, S> read(CellReader in, ColumnKind<V, S> kind) {
    long overwrittenAt = in.number();
    long returnedAt = in.number();
    boolean lost = in.flag();
    boolean pending = in.flag();
    long writtenAt = kind.merge().keepsOrder() ? in.number() : 0;
    S merged = kind.states().read().apply(in);
    S shown = pending ? kind.states().read().apply(in) : merged;
    return new ColumnCell<>(shown, merged, overwrittenAt, returnedAt, lost, writtenAt);
  }

  private static ColumnKind<?, ?> kind(String name) {
    ColumnKind<?, ?> kind = ColumnKinds.keeping(name);
    if (kind == null) {
      throw new IllegalArgumentException(
          "a column is in flight that was merged by "
              + name
              + ", which is no merge that this plugin knows");
    }
    return kind;
  }
}
