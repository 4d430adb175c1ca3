package org.anabranch.capture.mongodb;

import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Finds where transactions end in a stream of events that does not tell (docs/decisions/028).
 *
 * <p>The events of one transaction come together and share its session, its number and its cluster
 * time; every other event is complete in itself. So a transaction has ended once an event of
 * another one comes, or once the stream is known to stand behind its cluster time. The server says
 * that between events, with a token that is no event's. A token with the same time says nothing:
 * the server may give it out in the midst of a transaction.
 *
 * <p>Not thread-safe.
 */
final class TransactionEnds {

  private @Nullable Place last;
  private @Nullable Place completed;
  private @Nullable String passedOver;
  private boolean atStart;

  /**
   * The log is read from behind this place, or from wherever Debezium starts. That may lie within a
   * transaction where a snapshot was taken: its rest is then passed over, since it is committed as
   * a whole and the rows show it.
   */
  void startAt(@Nullable Place place) {
    completed = place;
    last = place == null ? null : place.complete();
    passedOver = place == null ? null : place.transaction();
    atStart = place != null;
  }

  /** The next record's place. */
  void read(Place place) {
    Place before = last;
    if (before == null) {
      completed = place.event() ? Place.beginningAt(place.time()) : place;
      last = place;
    } else if (Objects.equals(place.token(), before.token())) {
      return;
    } else if (!place.event()) {
      if (place.time() > before.time()) {
        completed = place;
        last = place;
      }
    } else {
      boolean same =
          place.transaction() != null && place.transaction().equals(before.transaction());
      if (!same && !atStart) {
        completed = before.complete();
      }
      last = place;
    }
    atStart = false;
  }

  /** Whether the last record belongs to the transaction in which streaming started. */
  boolean passedOver() {
    return passedOver != null && last != null && passedOver.equals(last.transaction());
  }

  /** Everything up to here had ended when the last record was made. */
  Place completed() {
    return Objects.requireNonNull(completed);
  }

  /** The offset of that place. */
  Map<String, ?> restart() {
    return completed().offset();
  }

  /**
   * The position up to which everything had ended. Events come in the order of their times, and
   * several may share one, so it is just below the time that the stream has reached.
   */
  long position() {
    return last == null ? 0 : Math.max(0, last.time() - 1);
  }
}
