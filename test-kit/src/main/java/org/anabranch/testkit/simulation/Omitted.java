package org.anabranch.testkit.simulation;

/** Rules of the protocol that a {@link Variant} can leave out, where no other seam breaks them. */
enum Omitted {
  /** C1: a capture that died in a transaction goes on behind it. */
  RESTARTS_BEHIND_THE_TRANSACTION,
  /** C1: a capture that died has forgotten its clock and what was applied. */
  STATE_NOT_STORED,
  /** 002: a transaction is sent before others can see it. */
  SENT_BEFORE_SEEN,
  /** C3: a change's stamp is its commit time, whatever the clock has seen. */
  STAMP_IS_COMMIT_TIME,
  /** C3: a change's context names its own origin only. */
  CONTEXT_IS_EMPTY,
  /** 007: whether a snapshot is the first is decided before there is a slot. */
  SNAPSHOT_DECIDED_EARLY,
  /** 007: a capture without state forgets the drift that other clocks may have. */
  SNAPSHOT_STARTS_AT_WALL,
  /** 027: a snapshot after a lost slot tells rows as well that were told before. */
  SNAPSHOT_TELLS_ALL,
  /** 027: a horizon lies above transactions that are open. */
  HORIZON_ABOVE_OPEN,
  /** C4: neither begin nor end of a snapshot is told. */
  SNAPSHOT_UNMARKED,
  /** C5: an offset travels with changes and marks only. */
  NO_HEARTBEATS,
  /** C6: no marks. */
  NO_MARKS,
  /** C6: a mark advances the clock. */
  MARKS_TICK,
  /** C7: a TRUNCATE is not remembered for the keys that it did not find. */
  TRUNCATE_IS_FORGOTTEN,
  /** C8: a long column that the log does not hold is filled with a placeholder. */
  PLACEHOLDER_IS_SENT,
  /** 004: an update whose row is gone is sent with its long column marked unchanged. */
  GONE_IS_UNCHANGED,
  /** C9: a lane does not wait for the wall clock. */
  NO_DRIFT_PAUSE,
  /** 008: a sink begins before the capture beside it keeps the log. */
  SINK_BEFORE_SLOT,
  /** Members: a region's application writes before it has joined. */
  JOINS_WRITING,
  /** Members: a region counts as joined while others have not seen all that it never gets. */
  JOINS_UNSETTLED,
  /** Members: a region is compared while others have not read back what it never gets. */
  JOINS_UNREAD,
  /** Members: a region is taken from the list before the others have merged its end. */
  RETIRES_EARLY,
  /** Members: a region is taken from the list while changes that miss its end are under way. */
  RETIRES_UNHEARD,
  /** M1: what was delivered before is merged again. */
  REDELIVERY_IS_NEW,
  /** M6: of several changes of a key in a batch only the last is merged. */
  BATCH_KEEPS_THE_LAST,
  /** M4: the sink marks its rows with its transaction, whatever savepoint it wrote them behind. */
  WRITER_IS_THE_TRANSACTION,
  /** M4: a table is rewritten although rows wait to be restored. */
  REWRITTEN_AT_ANY_TIME,
  /** M4: a stub leaves the row. */
  STUB_LEAVES_THE_ROW,
  /** M7: the sink's transaction fires the application's triggers. */
  TRIGGERS_FIRE,
  /** M8: a change claims to have seen what its region could not apply. */
  HIDDEN_IS_SEEN,
  /** 022: what arrived altered is sent as if somebody had written it. */
  ALTERED_IS_SENT,
  /** 022: which columns arrive altered is not kept. */
  ALTERED_IS_FORGOTTEN,
  /** 022: a stub leaves a row whose last writer comes after it. */
  STUB_LOSES_BY_STAMP,
  /** Stability: version rows with hidden winners are dropped. */
  HIDDEN_IS_DROPPED,
  /** 018: versions of rows that exclude others are forgotten as those of all rows. */
  HOLDERS_ARE_FORGOTTEN,
  /** 021: what a row refers to may be deleted while the row is written. */
  PARENTS_ARE_NOT_LOCKED,
  /** 021: nobody looks for rows that refer to a row that is deleted. */
  CHILDREN_STAY,
  /** 026: events of another system are merged however late they come. */
  LATE_EVENTS_ARE_MERGED,
  /** 026: an event is merged already if a later one of its lane is. */
  EVENTS_BY_WATERMARK
}
