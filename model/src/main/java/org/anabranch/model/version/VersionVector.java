package org.anabranch.model.version;

import java.util.Arrays;
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

  public int size() {
    return origins.length;
  }

  public Stamp of(Origin origin) {
    return new Stamp(bits(origin));
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
    TreeMap<Origin, Stamp> joined = new TreeMap<>();
    forEach(joined::put);
    other.forEach((origin, stamp) -> joined.merge(origin, stamp, Stamp::max));
    return of(joined);
  }

  /** This vector with at least {@code change} covered. */
  public VersionVector with(ChangeId change) {
    if (covers(change)) {
      return this;
    }
    return join(
        new VersionVector(new Origin[] {change.origin()}, new long[] {change.stamp().bits()}));
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
