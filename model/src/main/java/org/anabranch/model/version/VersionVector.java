package org.anabranch.model.version;

import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Per origin, the highest stamp known; an origin that is not named stands at zero. Immutable. Few
 * origins are expected (members of a deployment), so entries are sorted arrays.
 *
 * <p>Source: Parker et al., "Detection of Mutual Inconsistency in Distributed Systems" (1983).
 */
public final class VersionVector {

  public static final VersionVector EMPTY = new VersionVector(new Origin[0], new long[0]);

  private final Origin[] origins;
  private final long[] stamps;

  private VersionVector(Origin[] origins, long[] stamps) {
    this.origins = origins;
    this.stamps = stamps;
  }

  public static VersionVector of(Map<Origin, Stamp> entries) {
    NavigableMap<Origin, Stamp> sorted = new TreeMap<>(entries);
    sorted.values().removeIf(Stamp::isZero);
    return new VersionVector(
        sorted.keySet().toArray(Origin[]::new),
        sorted.values().stream().mapToLong(Stamp::bits).toArray());
  }

  /**
   * A vector of entries that are sorted already, as the wire has them.
   *
   * @throws IllegalArgumentException where the origins are not in ascending order, each once, or a
   *     stamp is not above zero
   */
  public static VersionVector ofSorted(List<Origin> origins, long... stamps) {
    if (stamps.length < origins.size()) {
      throw new IllegalArgumentException("A vector has a stamp for each origin");
    }
    Origin[] names = origins.toArray(Origin[]::new);
    for (int i = 0; i < names.length; i++) {
      if (stamps[i] <= 0 || (i > 0 && names[i - 1].compareTo(names[i]) >= 0)) {
        throw new IllegalArgumentException("A vector's origins ascend, and stamps are above zero");
      }
    }
    return names.length == 0
        ? EMPTY
        : new VersionVector(names, Arrays.copyOf(stamps, names.length));
  }

  public int size() {
    return origins.length;
  }

  public Stamp of(Origin origin) {
    return new Stamp(bits(origin));
  }

  /** The highest stamp of any origin; zero where none is named. */
  public Stamp highest() {
    return new Stamp(Arrays.stream(stamps).max().orElse(0));
  }

  public boolean covers(ChangeId change) {
    return bits(change.origin()) >= change.stamp().bits();
  }

  /** Whether every entry of {@code other} is covered here. */
  public boolean covers(VersionVector other) {
    for (int i = 0; i < other.origins.length; i++) {
      if (bits(other.origins[i]) < other.stamps[i]) {
        return false;
      }
    }
    return true;
  }

  public Causality compare(VersionVector other) {
    boolean above = covers(other);
    boolean below = other.covers(this);
    if (above) {
      return below ? Causality.SAME : Causality.AFTER;
    }
    return below ? Causality.BEFORE : Causality.CONCURRENT;
  }

  /** The entry-wise maximum of both. */
  public VersionVector join(VersionVector other) {
    if (covers(other)) {
      return this;
    }
    if (other.covers(this)) {
      return other;
    }
    Origin[] names = new Origin[origins.length + other.origins.length];
    long[] highest = new long[names.length];
    int size = 0;
    int left = 0;
    int right = 0;
    while (left < origins.length || right < other.origins.length) {
      int order = order(this, left, other, right);
      names[size] = order <= 0 ? origins[left] : other.origins[right];
      highest[size++] =
          Math.max(order <= 0 ? stamps[left] : 0, order >= 0 ? other.stamps[right] : 0);
      left += order <= 0 ? 1 : 0;
      right += order >= 0 ? 1 : 0;
    }
    return new VersionVector(Arrays.copyOf(names, size), Arrays.copyOf(highest, size));
  }

  /** Which of two entries comes first; one that is past the end comes last. */
  private static int order(VersionVector a, int left, VersionVector b, int right) {
    if (left == a.origins.length) {
      return 1;
    }
    return right == b.origins.length ? -1 : a.origins[left].compareTo(b.origins[right]);
  }

  /** This vector with at least {@code change} covered. */
  public VersionVector with(ChangeId change) {
    return covers(change)
        ? this
        : join(
            new VersionVector(new Origin[] {change.origin()}, new long[] {change.stamp().bits()}));
  }

  /** This vector with the entry of one origin at most {@code stamp}; zero takes it out. */
  public VersionVector lowered(Origin origin, Stamp stamp) {
    TreeMap<Origin, Stamp> entries = new TreeMap<>();
    forEach(
        (other, at) -> {
          Stamp lower = other.equals(origin) && at.compareTo(stamp) > 0 ? stamp : at;
          if (!lower.isZero()) {
            entries.put(other, lower);
          }
        });
    return of(entries);
  }

  /** This vector without the entries of other origins than these. */
  public VersionVector only(Collection<Origin> kept) {
    TreeMap<Origin, Stamp> entries = new TreeMap<>();
    forEach(
        (origin, at) -> {
          if (kept.contains(origin)) {
            entries.put(origin, at);
          }
        });
    return entries.size() == size() ? this : of(entries);
  }

  /** Entries in the order of the origins' names. */
  public void forEach(BiConsumer<Origin, Stamp> consumer) {
    for (int i = 0; i < origins.length; i++) {
      consumer.accept(origins[i], new Stamp(stamps[i]));
    }
  }

  private long bits(Origin origin) {
    for (int i = 0; i < origins.length; i++) {
      if (origins[i].equals(origin)) {
        return stamps[i];
      }
    }
    return 0;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof VersionVector that
        && Arrays.equals(origins, that.origins)
        && Arrays.equals(stamps, that.stamps);
  }

  @Override
  public int hashCode() {
    return 31 * Arrays.hashCode(origins) + Arrays.hashCode(stamps);
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder("{");
    forEach(
        (origin, stamp) ->
            text.append(text.length() > 1 ? ", " : "").append(origin).append('=').append(stamp));
    return text.append('}').toString();
  }
}
