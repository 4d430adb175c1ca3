package org.anabranch.sink.plan;

import java.util.Random;
import org.anabranch.model.version.Origin;
import org.anabranch.sink.store.Note;
import org.anabranch.sink.store.NoteChange;
import org.jspecify.annotations.Nullable;

/** How the columns of a note are merged, and what applications write into them. */
interface WrittenColumns {

  /** How the note's table is merged. */
  Strategy strategy();

  /**
   * What an application writes.
   *
   * @param before what it found; null where there was no row
   * @param number another one for each write of a history
   */
  Note written(long id, @Nullable Note before, int number, Random random);

  /**
   * The same in a region.
   *
   * @param origin the region
   */
  default Note written(Origin origin, long id, @Nullable Note before, int number, Random random) {
    return written(id, before, number, random);
  }

  /**
   * A change as it is sent.
   *
   * @param before null for a new row
   * @param after null for one that is deleted
   */
  default NoteChange sent(NoteChange change, @Nullable Note before, @Nullable Note after) {
    NoteChange told = before == null ? change.inserting() : change.over(before);
    return after == null ? told.deletes(PairHistory.ID) : told.writes(after);
  }

  /** What has to be the same in all regions; null where there is no row. */
  @Nullable Note comparable(@Nullable Note note);

  /** What has to be the same of what is in flight of a column, whatever the order. */
  default Object comparable(Object state) {
    return state;
  }

  /** Whether a region writes nothing. */
  default boolean isSilent(Origin origin) {
    return false;
  }
}
