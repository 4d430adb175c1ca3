package org.anabranch.capture;

import org.anabranch.model.change.TableName;
import org.anabranch.model.version.Origin;
import org.anabranch.model.version.Stamp;

/**
 * What a database's watermarks say of the time before a start.
 *
 * @param any whether a sink has ever written to this database
 * @param highest the largest stamp among them
 * @param applied what other origins' streams had been applied
 */
public record KnownWatermarks(boolean any, Stamp highest, Applied applied) {

  /** Those of a database into which no sink has ever written. */
  public static final KnownWatermarks NONE = new KnownWatermarks(false, Stamp.ZERO, Applied.NONE);

  /**
   * These and one more.
   *
   * @param own the database's own origin, whose watermarks say nothing of what others wrote
   */
  public KnownWatermarks with(Origin own, Origin origin, TableName table, int lane, Stamp stamp) {
    return new KnownWatermarks(
        true,
        Stamp.max(highest, stamp),
        origin.equals(own) ? applied : applied.with(origin, table, lane, stamp));
  }

  /**
   * Where the clock of an attempt starts that takes a snapshot: above all that an attempt before it
   * can have emitted. Where others were merged already, that may have run as far ahead of the wall
   * as they are, which is by the allowed drift at most.
   *
   * @param state what is known of the time before
   */
  public Stamp clockAfresh(CaptureState state, long nowMillis, long driftMaxMillis) {
    Stamp clock = Stamp.max(Stamp.max(state.clock(), highest), Stamp.atMillis(nowMillis));
    return any ? Stamp.max(clock, Stamp.atMillis(nowMillis + driftMaxMillis)) : clock;
  }
}
