package org.anabranch.model.column;

import java.math.BigDecimal;
import java.util.List;
import org.anabranch.model.column.ColumnChange.Kind;
import org.anabranch.model.version.ChangeId;
import org.anabranch.model.version.VersionVector;
import org.jspecify.annotations.Nullable;

/**
 * A number to which everybody adds: the differences that changes made add up. A delete takes back
 * those that it had seen. Null counts as zero, and a counter that is set to null becomes zero.
 */
public final class Counter implements ColumnMerge<BigDecimal, Contributions<BigDecimal>> {

  @Override
  public Contributions<BigDecimal> nothing() {
    return Contributions.none();
  }

  @Override
  public Contributions<BigDecimal> merge(
      Contributions<BigDecimal> state, ColumnChange<BigDecimal> change) {
    BigDecimal difference = difference(change);
    Contributions<BigDecimal> with = state.with(change, difference);
    boolean counted = difference != null && with.included().covers(change.id());
    return counted && with.live().containsKey(change.id())
        ? with.settled(orZero(with.settled()).subtract(difference))
        : with;
  }

  /** The image without the contributions that are known: they can still be taken back. */
  @Override
  public Contributions<BigDecimal> made(
      Contributions<BigDecimal> merged, @Nullable BigDecimal image, VersionVector seen) {
    if (merged.anew() && !seen.equals(VersionVector.EMPTY)) {
      return merged;
    }
    BigDecimal rest = orZero(image);
    for (var contribution : merged.live().entrySet()) {
      if (seen.covers(contribution.getKey())) {
        rest = rest.subtract(contribution.getValue());
      }
    }
    return merged.made(rest, seen);
  }

  private static @Nullable BigDecimal difference(ColumnChange<BigDecimal> change) {
    return switch (change.kind()) {
      case INSERT -> orZero(change.after());
      case DELETE, READ -> null;
      case UPDATE -> {
        BigDecimal difference = orZero(change.after()).subtract(orZero(change.before()));
        yield difference.signum() == 0 ? null : difference;
      }
    };
  }

  private static BigDecimal orZero(@Nullable BigDecimal number) {
    return number == null ? BigDecimal.ZERO : number;
  }

  @Override
  public Contributions<BigDecimal> forget(Contributions<BigDecimal> state, VersionVector stable) {
    return state.without(stable, BigDecimal::add);
  }

  @Override
  public Target<BigDecimal> write(
      Contributions<BigDecimal> shown,
      Contributions<BigDecimal> merged,
      @Nullable BigDecimal current) {
    if (overwrites(shown, merged)) {
      return new Target<>(total(merged), true);
    }
    BigDecimal missing = total(merged).subtract(total(shown));
    return new Target<>(orZero(current).add(missing), true);
  }

  private static BigDecimal total(Contributions<BigDecimal> state) {
    return orZero(state.total(BigDecimal::add));
  }

  @Override
  public @Nullable BigDecimal create(
      Contributions<BigDecimal> merged, @Nullable BigDecimal image, VersionVector seen) {
    return merged.anew() ? total(merged) : image;
  }

  /** A row that is read again may lack what is on its way back. */
  @Override
  public boolean takesImage(Contributions<BigDecimal> merged) {
    return false;
  }

  @Override
  public List<ChangeId> rivals(Contributions<BigDecimal> state, ColumnChange<BigDecimal> change) {
    return state.unseenBy(change);
  }

  @Override
  public boolean outlives(Contributions<BigDecimal> state, VersionVector past) {
    return state.outlives(past);
  }

  @Override
  public boolean overwrites(Contributions<BigDecimal> shown, Contributions<BigDecimal> merged) {
    return merged.anew() && !merged.continues(shown);
  }

  @Override
  public boolean grows() {
    return true;
  }

  @Override
  public boolean keepsLocalChanges() {
    return true;
  }

  @Override
  public boolean shows(ColumnChange<BigDecimal> change) {
    return change.after() != null || change.kind() == Kind.DELETE;
  }
}
