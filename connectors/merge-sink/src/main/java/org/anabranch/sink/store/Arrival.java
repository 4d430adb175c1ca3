package org.anabranch.sink.store;

import java.util.Objects;
import org.anabranch.model.change.Change;
import org.anabranch.records.error.RecordPlace;
import org.anabranch.records.view.RecordView;
import org.jspecify.annotations.Nullable;

/**
 * A change as it arrived at a sink.
 *
 * @param key the key's columns; null where the change is about no single row
 * @param before the row before the change; null where there was none or none is carried
 * @param row the row after the change; null where it was deleted or none is carried
 * @param place where it lies in Kafka
 * @param refusal why it cannot be applied; null for what can. A refused change passes without
 *     touching its row, and a conflict row tells of it (rule M8)
 */
public record Arrival(
    Change change,
    @Nullable RecordView key,
    @Nullable RecordView before,
    @Nullable RecordView row,
    RecordPlace place,
    @Nullable String refusal) {

  public Arrival(
      Change change, @Nullable RecordView key, @Nullable RecordView row, RecordPlace place) {
    this(change, key, null, row, place, null);
  }

  /** The same for a row whose key is known by now. */
  public Arrival withKey(RecordView columns) {
    return new Arrival(change, columns, before, row, place, refusal);
  }

  public Arrival refused(String why) {
    return new Arrival(change, key, before, row, place, why);
  }

  /** A refused change whose row cannot even be looked for. */
  public Arrival withoutKey() {
    return new Arrival(change, null, before, row, place, refusal);
  }

  /** The key, to write its row by; null where none is carried, and for a refused change. */
  public @Nullable RecordView usableKey() {
    return refusal == null ? key : null;
  }

  /** Whether it is about one row, as opposed to a mark. */
  public boolean hasKey() {
    return change.key() != null;
  }

  /** The name of its version row; only where it {@link #hasKey()}. */
  public VersionKey versionKey() {
    return new VersionKey(
        change.table(), change.lane().number(), Objects.requireNonNull(change.key()));
  }

  /** The lane of its table. */
  public TableLane tableLane() {
    return new TableLane(change.table(), change.lane().number());
  }

  /** The stream it came in. */
  public WatermarkKey stream() {
    return new WatermarkKey(change.id().origin(), change.table(), change.lane().number());
  }
}
