package org.anabranch.testkit.simulation;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.anabranch.model.change.Change;
import org.anabranch.model.change.ChangeKind;
import org.anabranch.model.change.ColumnMarks;
import org.anabranch.model.change.Operation;
import org.anabranch.model.version.Stamp;
import org.anabranch.model.version.VersionVector;
import org.anabranch.records.error.RecordPlace;
import org.anabranch.records.header.ChangeHeader;
import org.anabranch.records.view.RecordView;
import org.anabranch.records.view.RecordViews;
import org.anabranch.sink.store.Arrival;
import org.jspecify.annotations.Nullable;

/**
 * A record in a simulated Kafka log.
 *
 * @param wire the text of its real header; null where that is left out
 * @param key null for marks
 * @param before the row before an update; null where there was none
 * @param truths the changes that it tells of, as the oracle knows them; nothing but the oracle
 *     looks at them
 */
record Message(
    Change change,
    @Nullable String wire,
    @Nullable RowKey key,
    @Nullable String before,
    @Nullable String value,
    List<TrueChange> truths) {

  /**
   * A record about a row.
   *
   * @param before the row before an update; null where there was none
   * @param value the row as it is told; null where it is told as deleted
   */
  static Message of(
      Change change,
      TrueChange truth,
      @Nullable String before,
      @Nullable String value,
      boolean wire) {
    return new Message(change, text(change, wire), truth.key(), before, value, List.of(truth));
  }

  /** A record about no single row. */
  static Message ofLane(Change change, List<TrueChange> truths, boolean wire) {
    return new Message(change, text(change, wire), null, null, null, truths);
  }

  private static @Nullable String text(Change change, boolean wire) {
    return wire ? ChangeHeader.encode(change) : null;
  }

  /** The same as it travels where not all of it may be told. */
  Message with(ColumnMarks marks, @Nullable String was, @Nullable String is) {
    Change marked = change.with(marks);
    return new Message(marked, text(marked, wire != null), key, was, is, truths);
  }

  Stamp sequence() {
    return change.sequence();
  }

  /** Whether it is merged in a batch of its own. */
  boolean alone() {
    return change.kind() == ChangeKind.SNAPSHOT_END || change.operation() == Operation.TRUNCATE;
  }

  /** What is left of a row for those that may not hold it. */
  Arrival stub(long offset) {
    Arrival arrival = arrival(offset);
    return new Arrival(arrival.change().asStub(), null, null, arrival.place());
  }

  Arrival arrival(long offset) {
    Change read = wire == null ? change : ChangeHeader.decode(wire);
    RowKey named = key;
    RecordPlace place =
        new RecordPlace(read.id().origin() + "." + read.table(), read.lane().number(), offset);
    return named == null
        ? new Arrival(read, null, null, place)
        : new Arrival(read, named.view(), row(named, before), row(named, value), place, null);
  }

  private static @Nullable RecordView row(RowKey named, @Nullable String value) {
    return value == null
        ? null
        : Objects.requireNonNull(
            RecordViews.of(Map.<String, Object>of("id", named.number(), "value", value)));
  }

  /** All of it that decides anything. */
  String told() {
    VersionVector keyContext = change.keyContext();
    return this
        + " as "
        + change.id()
        + ", context "
        + change.context()
        + (keyContext == null ? "" : ", of the key " + keyContext)
        + ", position "
        + change.position();
  }

  @Override
  public String toString() {
    return key == null
        ? (change.operation() == Operation.TRUNCATE ? "TRUNCATE" : change.kind())
            + " of "
            + change.table().table()
            + " lane "
            + change.lane().number()
        : truths.toString();
  }
}
