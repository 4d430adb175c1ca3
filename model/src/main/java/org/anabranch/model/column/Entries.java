package org.anabranch.model.column;

import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.anabranch.model.column.ColumnChange.Kind;
import org.anabranch.model.version.ChangeId;
import org.anabranch.model.version.VersionVector;
import org.jspecify.annotations.Nullable;

/**
 * What changes in flight did to a history. What lies before them is in the row, unless {@link
 * #full()}.
 *
 * @param taken all that was seen by changes that made the row anew, or deleted it
 * @param anew those changes themselves; empty for none
 * @param deleted the last change that deleted the row; null for none
 * @param said what each change said, where nobody took it back who made the row anew
 * @param behind entries that the row shows after all others, whatever their place
 * @param start how many elements the row has before them; negative where that is not known
 * @param unsure whether the row may show its entries otherwise than is known
 */
public record Entries(
    VersionVector taken,
    VersionVector anew,
    @Nullable ChangeId deleted,
    SortedMap<ChangeId, Said> said,
    Set<ChangeId> behind,
    int start,
    boolean unsure) {

  static final int UNKNOWN = -1;

  /**
   * What one change said.
   *
   * @param added what it added, in its order
   * @param rewrite null where it did nothing but append
   */
  public record Said(List<String> added, @Nullable Rewrite rewrite) {

    public Said {
      added = List.copyOf(added);
    }
  }

  /**
   * A change that did something else than to append.
   *
   * @param past what it had seen, without itself
   * @param before the list that it found
   * @param after the list that it left
   */
  public record Rewrite(VersionVector past, List<String> before, List<String> after) {

    public Rewrite {
      before = List.copyOf(before);
      after = List.copyOf(after);
    }
  }

  public Entries {
    start = Math.max(start, UNKNOWN);
    said = Collections.unmodifiableSortedMap(new TreeMap<>(said));
    behind = Collections.unmodifiableSet(new TreeSet<>(behind));
  }

  static Entries none() {
    return new Entries(
        VersionVector.EMPTY, VersionVector.EMPTY, null, new TreeMap<>(), Set.of(), UNKNOWN, false);
  }

  /** Whether this alone says what the row shows. */
  boolean full() {
    return !anew.equals(VersionVector.EMPTY)
        || said.values().stream().anyMatch(change -> change.rewrite() != null);
  }

  /** Whether there is no row that could hold what is not kept here. */
  boolean gone() {
    return deleted != null && said.tailMap(deleted).isEmpty();
  }

  Entries with(ChangeId id, Said change) {
    if (taken.covers(id)) {
      return this;
    }
    SortedMap<ChangeId, Said> more = new TreeMap<>(said);
    more.put(id, change);
    return new Entries(taken, anew, deleted, more, late(id, change), start, unsure);
  }

  /** What comes after entries that come last does too; who rewrites the list gives them a place. */
  private Set<ChangeId> late(ChangeId id, Said change) {
    if (behind.isEmpty()) {
      return behind;
    }
    Set<ChangeId> late = new TreeSet<>(behind);
    Rewrite rewrite = change.rewrite();
    if (rewrite == null) {
      late.add(id);
    } else {
      late.removeIf(rewrite.past()::covers);
    }
    return late;
  }

  /** With nothing left of what a change had seen that made the row anew, or deleted it. */
  Entries anew(ColumnChange<?> change) {
    VersionVector past = change.past();
    SortedMap<ChangeId, Said> kept = new TreeMap<>(said);
    kept.keySet().removeIf(past::covers);
    Set<ChangeId> late = new TreeSet<>(behind);
    late.retainAll(kept.keySet());
    ChangeId last = deleted;
    if (change.kind() == Kind.DELETE && (last == null || last.compareTo(change.id()) < 0)) {
      last = change.id();
    }
    return new Entries(taken.join(past), anew.with(change.id()), last, kept, late, UNKNOWN, unsure);
  }

  /** As a row shows it that has this change's entries after all others. */
  Entries behind(ChangeId id, int startsAt) {
    Set<ChangeId> late = new TreeSet<>(behind);
    late.add(id);
    return new Entries(taken, anew, deleted, said, late, startsAt, unsure);
  }

  Entries asUnsure() {
    return new Entries(taken, anew, deleted, said, Set.of(), UNKNOWN, true);
  }

  /** With only these changes' entries in their places. */
  Entries without(Collection<ChangeId> changes) {
    SortedMap<ChangeId, Said> kept = new TreeMap<>(said);
    kept.keySet().removeAll(changes);
    return new Entries(taken, anew, deleted, kept, Set.of(), start, unsure);
  }
}
