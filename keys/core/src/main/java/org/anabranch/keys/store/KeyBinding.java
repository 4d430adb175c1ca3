package org.anabranch.keys.store;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import org.anabranch.keys.KeyId;
import org.anabranch.records.bytes.ByteWriter;
import org.apache.kafka.connect.errors.ConnectException;

/**
 * Ties a data key to its id, name and generation, for providers that authenticate no associated
 * data: what is wrapped begins with 16 bytes of a hash of them, and what is unwrapped must begin
 * with the same. A record under which somebody put another one's wrapped key opens nothing.
 */
public final class KeyBinding {

  private static final String CONTEXT = "anabranch-key-1";
  private static final int BYTES = 16;

  private KeyBinding() {}

  /** What is to be wrapped; the caller wipes it. */
  public static byte[] bind(KeyId id, KeyName name, int generation, byte[] material) {
    byte[] bound = Arrays.copyOf(hash(id, name, generation), BYTES + material.length);
    System.arraycopy(material, 0, bound, BYTES, material.length);
    return bound;
  }

  /**
   * The key out of what was unwrapped.
   *
   * @throws ConnectException where that is of another id, name or generation
   */
  public static byte[] open(StoredKey key, byte[] bound) {
    byte[] expected = Arrays.copyOf(hash(key.id(), key.name(), key.generation()), BYTES);
    if (bound.length != BYTES + key.name().purpose().size()
        || !MessageDigest.isEqual(expected, Arrays.copyOf(bound, BYTES))) {
      throw new ConnectException(
          "What is kept under the id "
              + key.id()
              + " is the wrapped form of another data key. Restore the key store's record");
    }
    return Arrays.copyOfRange(bound, BYTES, bound.length);
  }

  private static byte[] hash(KeyId id, KeyName name, int generation) {
    ByteWriter text = new ByteWriter(96);
    text.text(CONTEXT);
    text.int64(id.value());
    name.write(text);
    text.int32(generation);
    try {
      return MessageDigest.getInstance("SHA-256").digest(text.toBytes());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java has SHA-256", e);
    }
  }
}
