package org.anabranch.sink.plan;

import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import org.anabranch.model.change.ColumnMarks;
import org.anabranch.model.merge.LastWriterWins;
import org.anabranch.model.version.Origin;
import org.anabranch.sink.column.TableColumns;
import org.anabranch.sink.store.Conflict.Verdict;
import org.anabranch.sink.store.Note;
import org.anabranch.sink.store.NoteChange;
import org.jspecify.annotations.Nullable;

/**
 * Notes of whose {@code body} each region computes a vector, which it keeps to itself; {@code
 * extra} says that its own is out of date. Changes are sent as DropEmbeddings sends them.
 */
final class EmbeddedNotes implements WrittenColumns {

  private static final String STALE = "true";
  private static final String FRESH = "false";
  private static final Set<String> FLAG = Set.of("extra");

  private final Map<String, String> merges;

  /** Of which body each region has computed its vector last. */
  private final Map<Origin, String> embedded = new HashMap<>();

  /**
   * Notes.
   *
   * @param merges how the columns are merged
   */
  EmbeddedNotes(Map<String, String> merges) {
    this.merges = merges;
  }

  @Override
  public Strategy strategy() {
    return new Strategy(
        "per-column", new LastWriterWins(), Verdict.SETTLED, TableColumns.of(merges));
  }

  @Override
  public Note written(long id, @Nullable Note before, int number, Random random) {
    throw new UnsupportedOperationException("It matters in which region");
  }

  /** An application writes the body, with its vector or without; or the vector is computed. */
  @Override
  public Note written(Origin origin, long id, @Nullable Note before, int number, Random random) {
    if (before != null && (random.nextInt(3) == 0 || STALE.equals(before.extra()))) {
      String body = Objects.requireNonNull(before.body());
      embedded.put(origin, body);
      return new Note(id, body, FRESH);
    }
    String body = "c" + number;
    boolean computed = random.nextBoolean();
    if (computed) {
      embedded.put(origin, body);
    }
    return new Note(id, body, computed ? FRESH : STALE);
  }

  @Override
  public NoteChange sent(NoteChange change, @Nullable Note before, @Nullable Note after) {
    NoteChange told =
        before == null ? change.inserting() : change.overWithoutExtra(before.id(), before.body());
    if (after == null) {
      return told.deletes(PairHistory.ID).marked(leftOut());
    }
    boolean changed = before == null || !Objects.equals(before.body(), after.body());
    return changed
        ? told.writes(new Note(after.id(), after.body(), STALE))
        : told.writesWithoutExtra(after.id(), after.body()).marked(leftOut());
  }

  private static ColumnMarks leftOut() {
    return new ColumnMarks(Set.of(), FLAG, Set.of(), Set.of());
  }

  @Override
  public @Nullable Note comparable(@Nullable Note note) {
    return note == null ? null : new Note(note.id(), note.body(), null);
  }

  /** Whether a region passes a vector off as that of the body that was computed of another one. */
  boolean deceives(Origin origin, @Nullable Note note) {
    return note != null
        && !STALE.equals(note.extra())
        && !Objects.equals(embedded.get(origin), note.body());
  }
}
