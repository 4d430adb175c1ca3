package org.anabranch.keys.hybrid;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/** AES-256-GCM under keys that encrypt one message each, so that its nonce is always zero. */
final class OneTimeCipher {
  static final int KEY_BYTES = 32;

  private static final byte[] LABEL = "anabranch-hybrid-1".getBytes(StandardCharsets.US_ASCII);
  private static final int TAG_BITS = 128;
  private static final int NONCE_BYTES = 12;

  private OneTimeCipher() {}

  /** Encrypts and zeroes the key. */
  static byte[] seal(byte[] key, byte[] plain) {
    try {
      return run(Cipher.ENCRYPT_MODE, key, plain);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("AES-GCM is missing", e);
    }
  }

  /**
   * Decrypts and zeroes the key.
   *
   * @throws GeneralSecurityException where it was altered or the key is another
   */
  static byte[] open(byte[] key, byte[] sealed) throws GeneralSecurityException {
    return run(Cipher.DECRYPT_MODE, key, sealed);
  }

  private static byte[] run(int mode, byte[] key, byte[] text) throws GeneralSecurityException {
    try {
      Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
      cipher.init(
          mode,
          new SecretKeySpec(key, "AES"),
          new GCMParameterSpec(TAG_BITS, new byte[NONCE_BYTES]));
      cipher.updateAAD(LABEL);
      return cipher.doFinal(text);
    } finally {
      Arrays.fill(key, (byte) 0);
    }
  }
}
