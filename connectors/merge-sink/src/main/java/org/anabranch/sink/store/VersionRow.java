package org.anabranch.sink.store;

import org.anabranch.model.merge.KeyVersion;
import org.jspecify.annotations.Nullable;

/**
 * A version row: what is merged of a key, and how the sink itself last wrote the key's row.
 *
 * @param written null where the sink never wrote the row
 */
public record VersionRow(VersionKey key, KeyVersion version, @Nullable SinkWrite written) {

  /**
   * The sink's last write of a row.
   *
   * @param position the store's log position, read after the write while its locks were held
   * @param writer what the store marked the written row with (Postgres: its xmin)
   * @param deleted whether the write was a delete
   */
  public record SinkWrite(long position, long writer, boolean deleted) {}
}
