package org.anabranch.capture;

import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Where a capture goes on.
 *
 * @param offset what Debezium is told; null to start afresh
 * @param state what the tracker starts from; its clock lies above everything that this origin can
 *     have emitted unless the same log is replayed from this very state
 * @param firstSnapshot whether rows of a snapshot have never been captured before (C4)
 * @param snapshot {@link SnapshotPhase#AHEAD} where one is to be taken, {@link
 *     SnapshotPhase#RUNNING} where one was taken whose end was not told
 * @param snapshotMillis the physical time of this attempt, for rows of a snapshot
 * @param horizon of {@link ToldTransactions}; null where nothing is known to be told
 * @param catchUp asked with the first record: watermarks that the state may lack because they were
 *     written before the place from which the log is read; null where it lacks none
 */
public record Resume(
    @Nullable Map<String, ?> offset,
    CaptureState state,
    boolean firstSnapshot,
    long snapshotMillis,
    SnapshotPhase snapshot,
    @Nullable String horizon,
    @Nullable Supplier<AppliedAt> catchUp) {

  /** One whose state lacks nothing. */
  public Resume(
      @Nullable Map<String, ?> offset,
      CaptureState state,
      boolean firstSnapshot,
      long snapshotMillis,
      SnapshotPhase snapshot,
      @Nullable String horizon) {
    this(offset, state, firstSnapshot, snapshotMillis, snapshot, horizon, null);
  }

  /** One whose state lacks nothing, and of which nothing is known to be told. */
  public Resume(
      @Nullable Map<String, ?> offset,
      CaptureState state,
      boolean firstSnapshot,
      long snapshotMillis,
      SnapshotPhase snapshot) {
    this(offset, state, firstSnapshot, snapshotMillis, snapshot, null, null);
  }
}
