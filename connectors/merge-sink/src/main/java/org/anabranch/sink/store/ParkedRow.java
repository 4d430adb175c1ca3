package org.anabranch.sink.store;

import java.util.Objects;
import org.anabranch.model.change.Change;
import org.anabranch.model.change.ChangeKind;
import org.anabranch.model.change.ColumnMarks;
import org.anabranch.model.change.Lane;
import org.anabranch.model.change.Operation;
import org.anabranch.model.version.ChangeId;
import org.anabranch.model.version.Stamp;
import org.anabranch.model.version.VersionVector;
import org.anabranch.records.error.RecordPlace;
import org.anabranch.records.view.RecordView;
import org.anabranch.sink.column.ColumnTexts;
import org.anabranch.sink.store.Statement.RowTarget;

/**
 * A row that its key's winner has, and that the table cannot take now: another row has what is
 * unique, or a constraint forbids it. The table has no row of the key; this is what it is written
 * from once it can be (docs/decisions/018).
 *
 * @param id the winner
 * @param sequence its place in its origin's stream; zero where that is not known
 * @param name the key's columns
 * @param columns the other columns, in the words of {@link Statement.ReadColumns}
 * @param constraint what it violated when it was last tried
 * @param place the record that brought it, or that took its place
 * @param told whether people have been told of it
 * @param lasting whether it has been parked for longer than a minute
 */
public record ParkedRow(
    VersionKey key,
    ChangeId id,
    Stamp sequence,
    Lane lane,
    RecordView name,
    ColumnTexts columns,
    String constraint,
    RecordPlace place,
    long committedAtMicros,
    boolean told,
    boolean lasting) {

  /** Of an arrival that won its key and could not be written. */
  public static ParkedRow of(Arrival arrival, ColumnTexts columns, String constraint) {
    Change change = arrival.change();
    return new ParkedRow(
        arrival.versionKey(),
        change.id(),
        change.sequence(),
        change.lane(),
        Objects.requireNonNull(arrival.key(), "a row is written by its key"),
        columns,
        constraint,
        arrival.place(),
        change.committedAtMicros(),
        false,
        false);
  }

  /** The same, after people were told. */
  public ParkedRow withTold() {
    return new ParkedRow(
        key,
        id,
        sequence,
        lane,
        name,
        columns,
        constraint,
        place,
        committedAtMicros,
        true,
        lasting);
  }

  /**
   * Its winner as an arrival that carries the key alone; what it had seen is not known any more.
   */
  public Arrival arrival() {
    return new Arrival(
        new Change(
            ChangeKind.CHANGE,
            id,
            sequence,
            0,
            key.table(),
            Operation.UPDATE,
            key.hash(),
            lane,
            VersionVector.EMPTY,
            null,
            0,
            committedAtMicros,
            ColumnMarks.NONE),
        name,
        null,
        place);
  }

  /** The row, to be written or looked for. */
  public RowTarget target() {
    return new RowTarget(key, arrival(), columns);
  }
}
