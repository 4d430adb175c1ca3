package org.anabranch.keys;

import java.util.Arrays;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A data key in clear, and what an algorithm made of it once. Safe for several threads. It tells
 * its bytes to nobody but the algorithm, and never in a text.
 */
public final class DataKey {

  private final KeyId id;
  private final KeyPurpose purpose;
  private final byte[] material;
  private @Nullable Object primitive;
  private boolean wiped;

  /**
   * Takes the bytes over; they are zeroed when the key is wiped.
   *
   * @throws IllegalArgumentException where they are not as many as the purpose needs
   */
  public DataKey(KeyId id, KeyPurpose purpose, byte[] material) {
    if (material.length != purpose.size()) {
      throw new IllegalArgumentException(
          "A key for " + purpose.text() + " has " + purpose.size() + " bytes");
    }
    this.id = id;
    this.purpose = purpose;
    this.material = material;
  }

  public KeyId id() {
    return id;
  }

  public KeyPurpose purpose() {
    return purpose;
  }

  /**
   * What the maker makes of the key's bytes, the first time; later the same again. A purpose has
   * one kind of primitive. One that is {@link AutoCloseable} is closed when the key is wiped.
   *
   * @param maker is given bytes that it must copy where it keeps them
   * @throws WipedKeyException where the key was wiped: ask {@link DataKeys} for it again
   */
  @SuppressWarnings("unchecked") // A purpose has one kind of primitive.
  public synchronized <T> T primitive(Function<byte[], T> maker) {
    if (wiped) {
      throw new WipedKeyException();
    }
    Object made = primitive;
    if (made == null) {
      made = maker.apply(material);
      primitive = made;
    }
    return (T) made;
  }

  /** Zeroes the bytes and closes the primitive. */
  public synchronized void wipe() {
    wiped = true;
    Arrays.fill(material, (byte) 0);
    Object made = primitive;
    primitive = null;
    if (made instanceof AutoCloseable closeable) {
      close(closeable);
    }
  }

  private static void close(AutoCloseable primitive) {
    try {
      primitive.close();
    } catch (Exception e) {
      throw new IllegalStateException("A key's primitive could not be wiped", e);
    }
  }

  /** Its id and purpose. */
  @Override
  public String toString() {
    return purpose.text() + " key " + id;
  }
}
