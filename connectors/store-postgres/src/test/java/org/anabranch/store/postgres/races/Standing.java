package org.anabranch.store.postgres.races;

import org.anabranch.sink.store.VersionRow.SinkWrite;
import org.jspecify.annotations.Nullable;

/**
 * How a note stands in the database.
 *
 * @param body null where there is no row
 * @param bySink whether the row bears the mark that the version row names
 * @param version the version row's winner as {@code origin@stamp}, and whether it is deleted or
 *     hidden; "none" where there is no version row
 * @param written as the version row tells it; null where the sink never wrote the row
 */
record Standing(
    @Nullable String body, boolean bySink, String version, @Nullable SinkWrite written) {

  /** The row is as the sink wrote it. */
  static Standing merged(String body, String version, SinkWrite written) {
    return new Standing(body, true, version, written);
  }

  /** The row is as an application wrote it. */
  static Standing local(String body, String version, @Nullable SinkWrite written) {
    return new Standing(body, false, version, written);
  }

  /** There is no row. */
  static Standing gone(String version, @Nullable SinkWrite written) {
    return new Standing(null, false, version, written);
  }
}
