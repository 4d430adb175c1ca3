package org.anabranch.model.column;

import java.util.HashSet;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.anabranch.model.column.Entries.Rewrite;
import org.anabranch.model.column.Entries.Said;
import org.anabranch.model.version.ChangeId;
import org.anabranch.model.version.VersionVector;

/**
 * What can be forgotten of a history: what everybody has seen, and after which nothing can come any
 * more that would have to be put before it. So it is always the start of the list that settles.
 */
final class Settling {

  private final Entries entries;
  private final VersionVector stable;
  private final Arrangement arrangement;

  Settling(Entries entries, VersionVector stable) {
    this.entries = entries;
    this.stable = stable;
    this.arrangement = new Arrangement(entries);
  }

  Entries less() {
    Set<ChangeId> kept = keptRewriters();
    if (entries.gone()) {
      return entries;
    }
    boolean anewSeen = stable.covers(entries.anew()) && stable.covers(entries.taken());
    if (kept.isEmpty()) {
      return anewSeen ? settled() : entries;
    }
    if (kept.stream().anyMatch(by -> !arrangement.past(by).covers(entries.anew()))) {
      return entries;
    }
    return rewritten(kept, anewSeen);
  }

  /** Those whose lists are needed still: not all others who rewrote it have seen them. */
  private Set<ChangeId> keptRewriters() {
    Set<ChangeId> kept = new HashSet<>(arrangement.rewriters());
    kept.removeIf(by -> stable.covers(by) && stable.covers(arrangement.past(by)));
    boolean more = !kept.isEmpty();
    while (more) {
      more = false;
      for (ChangeId by : arrangement.rewriters()) {
        more |=
            !kept.stream().allMatch(other -> other.equals(by) || past(other).covers(by))
                && kept.add(by);
      }
    }
    return kept;
  }

  private VersionVector past(ChangeId by) {
    return arrangement.past(by);
  }

  /** Where everybody has seen all who rewrote the list, it is in the row. */
  private Entries settled() {
    SortedMap<ChangeId, Said> left = new TreeMap<>();
    for (ChangeId id : entries.said().keySet()) {
      Said said = new Said(arrangement.outside(id), null);
      if (!said.added().isEmpty() && !(left.isEmpty() && stable.covers(id))) {
        left.put(id, said);
      }
    }
    return new Entries(
        VersionVector.EMPTY, VersionVector.EMPTY, null, left, Set.of(), Entries.UNKNOWN, false);
  }

  private Entries rewritten(Set<ChangeId> kept, boolean anewSeen) {
    Set<ChangeId> forgotten = new HashSet<>(arrangement.rewriters());
    forgotten.removeAll(kept);
    SortedMap<ChangeId, Said> left = new TreeMap<>();
    entries
        .said()
        .forEach(
            (id, said) -> {
              Rewrite rewrite = said.rewrite();
              if (rewrite != null && kept.contains(id)) {
                left.put(id, new Said(said.added(), closed(id, rewrite)));
              } else if (!left.isEmpty() || !stable.covers(id) || !seenByAll(kept, id)) {
                left.put(id, new Said(arrangement.left(id, forgotten), null));
              }
            });
    return new Entries(
        anewSeen ? VersionVector.EMPTY : entries.taken(),
        anewSeen ? VersionVector.EMPTY : entries.anew(),
        anewSeen ? null : entries.deleted(),
        left,
        Set.of(),
        Entries.UNKNOWN,
        false);
  }

  private boolean seenByAll(Set<ChangeId> kept, ChangeId id) {
    return kept.stream().allMatch(by -> past(by).covers(id));
  }

  private Rewrite closed(ChangeId by, Rewrite rewrite) {
    return new Rewrite(past(by), rewrite.before(), rewrite.after());
  }
}
