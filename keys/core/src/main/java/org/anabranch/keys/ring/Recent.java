package org.anabranch.keys.ring;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;

/** A map that lets go of what was not asked for longest. Not thread-safe. */
final class Recent<K, V> extends LinkedHashMap<K, V> {

  private static final long serialVersionUID = 1L;

  private final int sizeMax;
  private final transient Consumer<V> dropped;

  /**
   * Of so many entries.
   *
   * @param dropped told what was let go of for another's sake
   */
  Recent(int sizeMax, Consumer<V> dropped) {
    super(16, 0.75f, true);
    this.sizeMax = sizeMax;
    this.dropped = dropped;
  }

  @Override
  protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
    boolean drops = size() > sizeMax;
    if (drops) {
      dropped.accept(eldest.getValue());
    }
    return drops;
  }
}
