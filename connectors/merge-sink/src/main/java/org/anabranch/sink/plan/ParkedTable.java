package org.anabranch.sink.plan;

import java.util.Set;
import org.anabranch.model.change.TableName;
import org.anabranch.model.version.Origin;
import org.anabranch.records.key.CanonicalKey;
import org.anabranch.records.key.KeyHasher;
import org.anabranch.records.view.RecordView;
import org.anabranch.sink.column.TableColumns;
import org.anabranch.sink.store.VersionKey;
import org.jspecify.annotations.Nullable;

/**
 * A table whose parked rows are tried again, and what has to be known of it.
 *
 * @param own the store's own origin
 * @param unread lanes of which the own stream has told nothing yet: a row of unknown version in
 *     them may be one that it is to tell of
 * @param truncating whether truncates are merged as deletes
 * @param excluding whether its rows can exclude each other
 * @param strategy the name of the table's strategy, for people
 * @param columns where the table is merged by column; else null
 */
public record ParkedTable(
    TableName name,
    Origin own,
    Set<Integer> unread,
    KeyHasher hasher,
    boolean truncating,
    boolean excluding,
    String strategy,
    @Nullable TableColumns columns) {

  /**
   * The name of a row's version row.
   *
   * @param key its columns, as captures name them
   * @param lanes how many the table has
   */
  VersionKey keyOf(RecordView key, int lanes) {
    byte[] canonical = CanonicalKey.of(key);
    return new VersionKey(
        name, CanonicalKey.lane(canonical, lanes).number(), hasher.hash(canonical));
  }
}
