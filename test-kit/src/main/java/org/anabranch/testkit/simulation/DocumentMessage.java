package org.anabranch.testkit.simulation;

import org.anabranch.model.change.Change;
import org.anabranch.model.change.ChangeKind;
import org.anabranch.model.change.Operation;
import org.anabranch.testkit.simulation.DocumentMarker.Nonce;
import org.jspecify.annotations.Nullable;

/**
 * A record in a simulated Kafka log.
 *
 * @param key null for marks
 * @param before the pre-image; of a receipt, what the sink has written over
 * @param after the post-image of a change
 * @param receipt the write of the sink that it tells of; null for others
 */
record DocumentMessage(
    Change change,
    @Nullable RowKey key,
    @Nullable DocumentState before,
    @Nullable DocumentState after,
    @Nullable Nonce receipt) {

  /** Whether it is about what an application did to a document. */
  boolean isChange() {
    return change.kind() == ChangeKind.CHANGE;
  }

  @Override
  public String toString() {
    return key == null
        ? "mark " + change.id() + " " + change.context()
        : (isChange() ? "" : "receipt ")
            + key
            + "="
            + (after == null ? before == null ? "none" : before.content() : after.content())
            + " "
            + change.id()
            + (change.operation() == Operation.DELETE ? " deleted" : "")
            + " seen "
            + change.seen();
  }
}
