package org.anabranch.testkit.simulation;

import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.anabranch.model.change.Change;
import org.anabranch.model.version.Origin;
import org.anabranch.model.version.VersionVector;
import org.anabranch.sink.column.DeletePolicy;

/**
 * Whether there is to be a row, by the definition of a {@link DeletePolicy} over all changes of it,
 * whatever their order was. Shares nothing with the merge.
 */
final class PresenceCheck {

  private final DeletePolicy policy;
  private final List<TrueChange> changes;
  private final Map<TrueChange, Set<TrueChange>> claimed = new HashMap<>();
  private final Map<TrueChange, Set<TrueChange>> shown = new HashMap<>();

  PresenceCheck(DeletePolicy policy, Oracle oracle, Origin region, RowKey key) {
    this.policy = policy;
    this.changes =
        oracle.merged(region, key).changes().stream()
            .mapToObj(oracle.changes()::get)
            .filter(change -> change.stamped() != null && !change.firstSnapshot())
            .sorted(Comparator.comparing(TrueChange::id))
            .toList();
    if (policy.overrules()) {
      changes.forEach(change -> claimed.put(change, past(change, Change::context, claimed)));
      changes.forEach(change -> shown.put(change, past(change, Change::seen, shown)));
    }
  }

  /** What a change says that it had seen, and what lies in the past of that. */
  private Set<TrueChange> past(
      TrueChange change,
      Function<Change, VersionVector> said,
      Map<TrueChange, Set<TrueChange>> pasts) {
    VersionVector seen = said.apply(Objects.requireNonNull(change.stamped()));
    Set<TrueChange> past = new HashSet<>();
    changes.stream()
        .filter(other -> other != change && seen.covers(other.id()))
        .forEach(
            other -> {
              past.add(other);
              past.addAll(pasts.getOrDefault(other, Set.of()));
            });
    return past;
  }

  /** Whether the policy says anything: rows that nobody has changed are as they were. */
  boolean decides() {
    return policy.overrules() && !changes.isEmpty();
  }

  /** Whether there is no row. */
  boolean gone() {
    return policy == DeletePolicy.ADD_WINS
        ? changes.stream().filter(PresenceCheck::writes).allMatch(this::isDeleted)
        : changes.stream().filter(change -> !writes(change)).anyMatch(this::stays);
  }

  private static boolean writes(TrueChange change) {
    return change.value() != null;
  }

  private boolean isDeleted(TrueChange write) {
    return changes.stream().anyMatch(change -> !writes(change) && saw(change, write));
  }

  private boolean stays(TrueChange delete) {
    return changes.stream().noneMatch(change -> writes(change) && saw(change, delete));
  }

  private boolean saw(TrueChange later, TrueChange earlier) {
    return claimed.getOrDefault(later, Set.of()).contains(earlier);
  }

  /** The changes that were not decided for: nobody has seen them, nor they one that was. */
  Set<TrueChange> lost() {
    boolean gone = gone();
    return changes.stream()
        .filter(change -> writes(change) == gone)
        .filter(
            change ->
                changes.stream()
                    .noneMatch(other -> shown.getOrDefault(other, Set.of()).contains(change)))
        .collect(Collectors.toSet());
  }
}
