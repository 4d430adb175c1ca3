package org.anabranch.model.column;

import java.util.Collection;
import java.util.List;
import java.util.Objects;
import org.anabranch.model.column.ColumnChange.Kind;
import org.anabranch.model.column.Writes.Write;
import org.anabranch.model.version.ChangeId;
import org.anabranch.model.version.VersionVector;
import org.jspecify.annotations.Nullable;

/**
 * A value that is replaced as a whole. Only who changes the column writes it. Where several wrote
 * it without having seen each other, a rule makes one value of theirs.
 */
public final class Register<V> implements ColumnMerge<V, Writes<V>> {

  /** Makes one value of several; pure. */
  @FunctionalInterface
  public interface Rule<V> {

    /**
     * The value.
     *
     * @param writes the values with the changes that wrote them, the first writer's first
     */
    @Nullable V of(Collection<Write<V>> writes);
  }

  private final Rule<V> rule;
  private final boolean loses;

  private Register(Rule<V> rule, boolean loses) {
    this.rule = rule;
    this.loses = loses;
  }

  /** The last writer's value. */
  public static <V> Register<V> lastWriter() {
    return new Register<>(
        writes -> writes.stream().reduce((earlier, later) -> later).orElseThrow().value(), true);
  }

  /**
   * A value made of all of them.
   *
   * @param rule is given at least two
   */
  public static <V> Register<V> made(Rule<V> rule) {
    return new Register<>(
        writes -> writes.size() == 1 ? writes.iterator().next().value() : rule.of(writes), false);
  }

  @Override
  public Writes<V> nothing() {
    return Writes.none();
  }

  @Override
  public Writes<V> merge(Writes<V> state, ColumnChange<V> change) {
    return writes(change) ? state.written(change) : state;
  }

  private static <V> boolean writes(ColumnChange<V> change) {
    return switch (change.kind()) {
      case INSERT -> true;
      case DELETE, READ -> false;
      case UPDATE -> !Objects.equals(change.before(), change.after());
    };
  }

  /** A rule of its own takes care of all values. */
  @Override
  public List<ChangeId> rivals(Writes<V> state, ColumnChange<V> change) {
    boolean deletes = change.kind() == Kind.DELETE;
    if (!deletes && (!loses || !writes(change) || state.seen().covers(change.id()))) {
      return List.of();
    }
    VersionVector past = change.past();
    return state.last().values().stream()
        .filter(write -> !past.covers(write.id()))
        .filter(write -> deletes || !Objects.equals(write.value(), change.after()))
        .map(Write::id)
        .toList();
  }

  @Override
  public Writes<V> forget(Writes<V> state, VersionVector stable) {
    return state.without(stable);
  }

  /** A row that holds neither what it showed nor what it is to show was written to since. */
  @Override
  public Target<V> write(Writes<V> shown, Writes<V> merged, @Nullable V current) {
    if (merged.isEmpty()) {
      return new Target<>(current, true);
    }
    V value = value(merged);
    if (shown.equals(merged) || Objects.equals(current, value)) {
      return new Target<>(current, true);
    }
    boolean writtenSince = !shown.isEmpty() && !Objects.equals(current, value(shown));
    return writtenSince ? new Target<>(current, false) : new Target<>(value, true);
  }

  @Override
  public @Nullable V create(Writes<V> merged, @Nullable V image, VersionVector seen) {
    return merged.isEmpty() ? image : value(merged);
  }

  private @Nullable V value(Writes<V> writes) {
    return rule.of(writes.last().values());
  }

  @Override
  public Writes<V> held(Writes<V> state, ChangeId first, @Nullable V value) {
    return state.isEmpty() ? state.held(first, value) : state;
  }

  @Override
  public boolean outlives(Writes<V> state, VersionVector past) {
    return state.last().keySet().stream().anyMatch(id -> !past.covers(id));
  }

  @Override
  public boolean overwrites(Writes<V> shown, Writes<V> merged) {
    return false;
  }

  /** Or the row would be taken for written since, and left alone for ever. */
  @Override
  public Writes<V> lost(Writes<V> shown, ColumnChange<V> change) {
    return writes(change) ? nothing() : shown;
  }

  @Override
  public boolean keepsLocalChanges() {
    return false;
  }
}
