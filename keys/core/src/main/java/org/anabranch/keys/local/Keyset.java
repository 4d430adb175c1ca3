package org.anabranch.keys.local;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Key-encryption keys of a file.
 *
 * @param primary the name of the key that wraps where none is named
 */
public record Keyset(String primary, List<KeysetKey> keys) {

  /**
   * Copies the keys.
   *
   * @throws IllegalArgumentException where two have one name, or none is the primary one
   */
  public Keyset {
    keys = List.copyOf(keys);
    if (keys.stream().map(KeysetKey::name).distinct().count() < keys.size()) {
      throw new IllegalArgumentException("two keys have one name");
    }
    if (find(keys, primary) == null) {
      throw new IllegalArgumentException("'primary' names none of the keys");
    }
  }

  /** The key of a name; null where there is none. */
  public @Nullable KeysetKey find(String name) {
    return find(keys, name);
  }

  private static @Nullable KeysetKey find(List<KeysetKey> keys, String name) {
    return keys.stream().filter(key -> key.name().equals(name)).findFirst().orElse(null);
  }
}
