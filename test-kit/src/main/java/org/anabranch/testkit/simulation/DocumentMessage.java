package org.anabranch.testkit.simulation;

import java.util.Map;
import org.anabranch.model.change.Change;
import org.anabranch.model.change.ChangeKind;
import org.anabranch.model.change.Operation;
import org.anabranch.records.document.MarkedDocument;
import org.anabranch.records.error.RecordPlace;
import org.anabranch.records.view.RecordView;
import org.anabranch.records.view.RecordViews;
import org.anabranch.sink.store.Arrival;
import org.jspecify.annotations.Nullable;

/**
 * A record in a simulated Kafka log.
 *
 * @param key null for marks
 * @param before the pre-image; of a receipt, what the sink has written over
 * @param after the post-image of a change
 */
record DocumentMessage(
    Change change,
    @Nullable RowKey key,
    @Nullable MarkedDocument before,
    @Nullable MarkedDocument after) {

  /** The only field of a simulated document. */
  static final String CONTENT = "content";

  /** Whether it is about what an application did to a document. */
  boolean isChange() {
    return change.kind() == ChangeKind.CHANGE;
  }

  /** As a sink reads it: without markers. */
  Arrival arrival(RecordPlace place) {
    RecordView name = key == null ? null : key.view();
    return new Arrival(change, name, view(before), view(after), place, null);
  }

  private static @Nullable RecordView view(@Nullable MarkedDocument document) {
    return document == null ? null : RecordViews.of(Map.of(CONTENT, document.content()));
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
