package org.anabranch.transforms.cipher;

import java.security.GeneralSecurityException;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.apache.kafka.connect.errors.DataException;

/**
 * AES-256-GCM by the Java runtime under one key (NIST SP 800-38D). Safe for several threads, one at
 * a time.
 */
final class AesGcm implements AutoCloseable {

  static final int TAG_BYTES = 16;

  private static final int KEY_BYTES = 32;

  /** Kept, since the runtime spares itself the key's expansion while the key is the same. */
  private final Cipher cipher;

  private final WipeableKey key;

  AesGcm(byte[] key) {
    this.key = new WipeableKey("AES", key);
    try {
      this.cipher = Cipher.getInstance("AES/GCM/NoPadding");
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("Every Java runtime has AES-GCM", e);
    }
  }

  /**
   * Puts ciphertext and tag behind the nonce.
   *
   * @param out where the nonce is already, at {@code nonceAt}
   */
  synchronized void seal(byte[] plain, byte[] associated, byte[] out, int nonceAt) {
    try {
      cipher.init(Cipher.ENCRYPT_MODE, key, nonce(out, nonceAt));
      cipher.updateAAD(associated);
      cipher.doFinal(plain, 0, plain.length, out, nonceAt + Nonces.BYTES);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("AES-GCM encrypts any bytes", e);
    }
  }

  /** What is in the bytes from the nonce on. */
  synchronized byte[] open(byte[] sealed, int nonceAt, byte[] associated)
      throws GeneralSecurityException {
    int from = nonceAt + Nonces.BYTES;
    if (sealed.length - from < TAG_BYTES) {
      throw new DataException("It is a ciphertext that lost its end");
    }
    cipher.init(Cipher.DECRYPT_MODE, key, nonce(sealed, nonceAt));
    cipher.updateAAD(associated);
    return cipher.doFinal(sealed, from, sealed.length - from);
  }

  /** Zeroes the key, and makes the runtime's cipher forget it as far as it does. */
  @Override
  public synchronized void close() throws GeneralSecurityException {
    key.destroy();
    cipher.init(
        Cipher.DECRYPT_MODE,
        new SecretKeySpec(new byte[KEY_BYTES], "AES"),
        nonce(new byte[Nonces.BYTES], 0));
  }

  private static GCMParameterSpec nonce(byte[] bytes, int at) {
    return new GCMParameterSpec(TAG_BYTES * Byte.SIZE, bytes, at, Nonces.BYTES);
  }
}
