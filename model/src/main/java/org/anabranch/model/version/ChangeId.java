package org.anabranch.model.version;

/**
 * The name of one change everywhere. Ordered by stamp, then origin: the total order by which the
 * last writer wins; it never contradicts causality, because a change's stamp exceeds every stamp
 * that its origin had applied before it.
 */
public record ChangeId(Origin origin, Stamp stamp) implements Comparable<ChangeId> {

  @Override
  public int compareTo(ChangeId other) {
    int byStamp = stamp.compareTo(other.stamp);
    return byStamp != 0 ? byStamp : origin.compareTo(other.origin);
  }

  @Override
  public String toString() {
    return origin + "@" + stamp;
  }
}
