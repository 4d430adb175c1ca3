package org.anabranch.sink.store;

import java.util.Objects;
import org.anabranch.model.change.Change;
import org.anabranch.model.change.ChangeKind;
import org.anabranch.model.change.ColumnMarks;
import org.anabranch.model.change.Lane;
import org.anabranch.model.change.Operation;
import org.anabranch.model.merge.KeyVersion;
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

  /**
   * Of a row that could not be written.
   *
   * @param arrival a change of it that names it by its key
   * @param winner what its key is merged to
   */
  public static ParkedRow of(
      Arrival arrival, KeyVersion winner, ColumnTexts columns, String constraint) {
    Change change = arrival.change();
    return new ParkedRow(
        arrival.versionKey(),
        Objects.requireNonNull(winner.winner(), "what is parked has won"),
        winner.sequence(),
        change.lane(),
        Objects.requireNonNull(arrival.key(), "a row is written by its key"),
        columns,
        constraint,
        arrival.place(),
        change.committedAtMicros(),
        false,
        false);
  }

  /** The same with other columns. */
  public ParkedRow holding(ColumnTexts held) {
    return new ParkedRow(
        key, id, sequence, lane, name, held, constraint, place, committedAtMicros, told, lasting);
  }

  /** The same, after it has waited for so long that people are told. */
  public ParkedRow withLasting() {
    return new ParkedRow(
        key, id, sequence, lane, name, columns, constraint, place, committedAtMicros, told, true);
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
