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

  /** Whether two values are one to whoever reads them; an equivalence, and pure. */
  @FunctionalInterface
  public interface Sameness<V> {

    /** Whether they are, as equal ones always are. */
    boolean of(@Nullable V one, @Nullable V other);
  }

  private final Rule<V> rule;
  private final Sameness<V> sameness;
  private final boolean loses;

  private Register(Rule<V> rule, Sameness<V> sameness, boolean loses) {
    this.rule = rule;
    this.sameness = sameness;
    this.loses = loses;
  }

  /** The last writer's value. */
  public static <V> Register<V> lastWriter() {
    return lastWriter(Objects::equals);
  }

  /**
   * The last writer's value, where a value may be told in several ways. Who tells the same value
   * otherwise has not written it, and who writes the same value as others is no rival of theirs.
   */
  public static <V> Register<V> lastWriter(Sameness<V> sameness) {
    return new Register<>(
        writes -> writes.stream().reduce((earlier, later) -> later).orElseThrow().value(),
        sameness,
        true);
  }

  /**
   * A value made of all of them.
   *
   * @param rule is given at least two
   */
  public static <V> Register<V> made(Rule<V> rule) {
    return new Register<>(
        writes -> writes.size() == 1 ? writes.iterator().next().value() : rule.of(writes),
        Objects::equals,
        false);
  }

  @Override
  public Writes<V> nothing() {
    return Writes.none();
  }

  @Override
  public Writes<V> merge(Writes<V> state, ColumnChange<V> change) {
    return writes(change) ? state.written(change) : state;
  }

  private boolean writes(ColumnChange<V> change) {
    return switch (change.kind()) {
      case INSERT -> true;
      case DELETE, READ -> false;
      case UPDATE -> !sameness.of(change.before(), change.after());
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
        .filter(write -> deletes || !sameness.of(write.value(), change.after()))
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
    boolean writtenSince = !shown.isEmpty() && !sameness.of(current, value(shown));
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
