package org.anabranch.sink.store;

import org.anabranch.model.version.ChangeId;
import org.anabranch.model.version.Stamp;
import org.jspecify.annotations.Nullable;

/**
 * Two versions of a row that had not seen each other, one change that could not be applied, or a
 * row that gave way to another row.
 *
 * @param arrival the change whose merge found the conflict
 * @param winner the version that is shown, of the row in the way where the loser is parked; null
 *     where the change was refused, or is parked by itself
 * @param loser the version that is not
 * @param strategy the name of the table's strategy
 * @param reason in words, without values; null where the verdict says all
 */
public record Conflict(
    Arrival arrival,
    @Nullable Version winner,
    Version loser,
    String strategy,
    Verdict verdict,
    @Nullable String reason) {

  /** What became of the losing version. */
  public enum Verdict {
    /** The strategy decided; nobody needs to act. */
    SETTLED,
    /** The strategy decided for now; a person is asked to. */
    OPEN,
    /** The change was not applied. */
    QUARANTINED,
    /** A constraint keeps the row out of its table; the winner, if any, is a row of another key. */
    PARKED
  }

  /** One side of a conflict: by the change that brought it, or by the row that was found. */
  public sealed interface Version {

    ChangeId id();

    /** Its place in its origin's stream; zero where that is not known. */
    Stamp sequence();

    /** The row that a change brought. */
    record Brought(ChangeId id, Arrival arrival) implements Version {

      @Override
      public Stamp sequence() {
        return arrival.change().sequence();
      }
    }

    /**
     * The row that was in the store, read under lock.
     *
     * @param content as JSON; null where there was no row
     * @param certain whether the row is known to be that version: nobody wrote over it since
     */
    record Found(ChangeId id, Stamp sequence, @Nullable String content, boolean certain)
        implements Version {}
  }
}
