package org.anabranch.keys.store;

import org.anabranch.keys.KeyId;
import org.jspecify.annotations.Nullable;

/**
 * A data key in the key store. It never changes but for being destroyed.
 *
 * @param generation from 1; where there are several keys of one name, the last one encrypts
 * @param wrapping which key-encryption key wrapped it
 * @param wrapped null where it was destroyed
 * @param createdMs when it was made, in milliseconds since 1970, by its maker's clock
 * @param destroyedMs when it was destroyed; null where it was not
 */
public record StoredKey(
    KeyId id,
    KeyName name,
    int generation,
    Wrapping wrapping,
    @Nullable WrappedKey wrapped,
    long createdMs,
    @Nullable Long destroyedMs) {

  /**
   * Which key-encryption key wrapped a data key.
   *
   * @param provider as option {@code kek.provider} names it
   * @param key what {@link org.anabranch.keys.KeyWrapper#key} said; it names the hybrid key, too,
   *     where one took part
   */
  public record Wrapping(String provider, String key) {}

  /**
   * Sees to it that it is either destroyed or wrapped.
   *
   * @throws IllegalArgumentException where it is both or neither
   */
  public StoredKey {
    if ((wrapped == null) != (destroyedMs != null)) {
      throw new IllegalArgumentException("A key is either wrapped or destroyed");
    }
    if (generation < 1) {
      throw new IllegalArgumentException("Generations are counted from 1");
    }
  }

  public boolean isDestroyed() {
    return destroyedMs != null;
  }

  /** The same without the wrapped bytes; as it is where it was destroyed before. */
  public StoredKey destroyed(long atMs) {
    return isDestroyed()
        ? this
        : new StoredKey(id, name, generation, wrapping, null, createdMs, atMs);
  }
}
