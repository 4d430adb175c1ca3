package org.anabranch.testkit.simulation;

import java.util.BitSet;
import java.util.HashSet;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.anabranch.model.change.Change;
import org.anabranch.model.change.Operation;
import org.anabranch.model.version.ChangeId;
import org.anabranch.model.version.Origin;
import org.anabranch.model.version.Stamp;
import org.jspecify.annotations.Nullable;

/** A committed local change, with what its database really had applied when it was committed. */
final class TrueChange {

  private final int number;
  private final Origin origin;
  private final RowKey key;
  private final @Nullable String value;
  private final BitSet applied;
  private final BitSet past;
  private final boolean firstSnapshot;
  private @Nullable String before;
  private @Nullable Change stamped;
  private @Nullable String told;
  private final Set<Optional<Object>> copies = new HashSet<>();

  /**
   * A change that was just committed.
   *
   * @param applied numbers of the changes of its lane that its database had applied itself
   * @param past those of its key, and whatever lay in their past
   * @param firstSnapshot whether it is a row as a first snapshot found it
   */
  TrueChange(
      int number,
      Origin origin,
      RowKey key,
      @Nullable String value,
      BitSet applied,
      BitSet past,
      boolean firstSnapshot) {
    this.number = number;
    this.origin = origin;
    this.key = key;
    this.value = value;
    this.applied = applied;
    this.past = past;
    this.firstSnapshot = firstSnapshot;
  }

  /** What the row was before it; null where there was none. */
  @Nullable String before() {
    return before;
  }

  /** Whether it made a row where there was none. */
  boolean inserts() {
    return value != null && before == null && !firstSnapshot;
  }

  void over(@Nullable String row) {
    before = row;
  }

  int number() {
    return number;
  }

  Origin origin() {
    return origin;
  }

  RowKey key() {
    return key;
  }

  /** The row after it: as it was told, once it is; null where the row is gone. */
  @Nullable String value() {
    return stamped == null ? value : told;
  }

  /** Whether a row with this content shows it: as it was written, or as a copy told it (C8). */
  boolean shownBy(@Nullable Object content) {
    return Objects.equals(content, value) || copies.contains(Optional.ofNullable(content));
  }

  /** Whether a copy told that the row is gone, or that it is there. */
  boolean wasTold(boolean gone) {
    return copies.stream().anyMatch(copy -> copy.isEmpty() == gone);
  }

  /**
   * It is told again, perhaps with another long column, or as gone. Whoever had the first copy
   * leaves this one aside; a region that joined in between gets nothing else.
   */
  void copied(@Nullable String content) {
    copies.add(Optional.ofNullable(content));
  }

  /** Whether it is a TRUNCATE's, which deletes rows that its region did not have as well. */
  boolean truncates() {
    Change change = stamped;
    return change != null && change.operation() == Operation.TRUNCATE;
  }

  boolean hadApplied(TrueChange other) {
    return applied.get(other.number);
  }

  /** Whether the other lies in this one's past, perhaps by way of third regions. */
  boolean follows(TrueChange other) {
    return past.get(other.number);
  }

  boolean firstSnapshot() {
    return firstSnapshot;
  }

  /**
   * Whether it stands for a row that an interrupted snapshot had emitted and the whole one did not
   * find; nobody was there to see it go.
   */
  boolean leftover() {
    return firstSnapshot && value == null;
  }

  BitSet past() {
    return past;
  }

  /** What the capture made of it; null before it was captured. */
  @Nullable Change stamped() {
    return stamped;
  }

  /**
   * It is captured.
   *
   * @param content the row as it is told, which is newer than the change where its long column had
   *     to be read again
   */
  void stamp(Change change, @Nullable String content) {
    stamped = change;
    told = content;
    copied(content);
  }

  ChangeId id() {
    return captured().id();
  }

  /** Its place in its origin's stream. */
  Stamp sequence() {
    return captured().sequence();
  }

  private Change captured() {
    Change change = stamped;
    if (change == null) {
      throw new IllegalStateException(this + " has not been captured");
    }
    return change;
  }

  @Override
  public String toString() {
    return "#" + number + " " + key + "=" + (value() == null ? "deleted" : value());
  }
}
