package org.anabranch.keys.store;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A data key as its key-encryption key wrapped it.
 *
 * <p>What is wrapped is {@link KeyBinding#bind}; so it opens under its own id and name only.
 */
public final class WrappedKey {

  private final byte[] bytes;

  public WrappedKey(byte[] bytes) {
    this.bytes = bytes.clone();
  }

  public byte[] bytes() {
    return bytes.clone();
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof WrappedKey that && Arrays.equals(bytes, that.bytes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bytes);
  }

  /** How many bytes it has. */
  @Override
  public String toString() {
    return bytes.length + " bytes";
  }
}
