package org.anabranch.sink.store;

import org.anabranch.model.merge.KeyVersion;
import org.anabranch.model.version.Stamp;
import org.anabranch.model.version.VersionVector;
import org.anabranch.sink.column.RowColumns;
import org.jspecify.annotations.Nullable;

/**
 * A version row: what is merged of a key, and how the sink itself last wrote the key's row.
 *
 * @param hidden whether the winner is not what this store shows: it could not be applied, or may
 *     not be held here (rule M8). As long as it is, local changes of the key have not seen it
 * @param written null where the sink never wrote the row
 * @param columns what is in flight of columns that are merged by themselves
 * @param kept the own region's change that the row shows though it is not the winner, where the
 *     table's conflict policy keeps it; null where the row shows the winner
 */
public record VersionRow(
    VersionKey key,
    KeyVersion version,
    boolean hidden,
    @Nullable SinkWrite written,
    RowColumns columns,
    @Nullable Stamp kept) {

  /** Of a key whose row shows its winner. */
  public VersionRow(
      VersionKey key,
      KeyVersion version,
      boolean hidden,
      @Nullable SinkWrite written,
      RowColumns columns) {
    this(key, version, hidden, written, columns, null);
  }

  /** Of a key whose row is merged as a whole. */
  public VersionRow(
      VersionKey key, KeyVersion version, boolean hidden, @Nullable SinkWrite written) {
    this(key, version, hidden, written, RowColumns.NONE);
  }

  /** Of a key of which nothing is known. */
  public static VersionRow empty(VersionKey key) {
    return new VersionRow(key, KeyVersion.unknown(VersionVector.EMPTY), false, null);
  }

  /** The highest stamp that it speaks of; it is stable no sooner than that is. */
  public Stamp newest() {
    return Stamp.max(version.sequence(), version.vector().highest());
  }

  /**
   * The sink's last write of a row.
   *
   * @param position the store's log position, read after the write while its locks were held
   * @param writer what the store marked the written row with (Postgres: its xmin)
   * @param deleted whether the write was a delete
   * @param kept a row that was parked and is shown again: own changes up to this position are in
   *     it, since the sink had found them in the row; zero for others
   */
  public record SinkWrite(long position, long writer, boolean deleted, long kept) {

    /** A write of what changes carried. */
    public SinkWrite(long position, long writer, boolean deleted) {
      this(position, writer, deleted, 0);
    }
  }
}
