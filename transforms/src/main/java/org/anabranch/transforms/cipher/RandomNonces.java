package org.anabranch.transforms.cipher;

import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * Nonces of chance. 32 bytes of the system's are stretched to many nonces by AES-256 in counter
 * mode, and then thrown away: asking for each nonce would take a fifth of the time of encrypting.
 * Safe for several threads.
 */
final class RandomNonces implements Nonces {

  private static final int AT_ONCE = 128;
  private static final int SEED_BYTES = 32;
  private static final int BLOCK_BYTES = 16;

  private final SecureRandom random = new SecureRandom();
  private final byte[] zeros = new byte[AT_ONCE * BYTES];
  private final byte[] drawn = new byte[AT_ONCE * BYTES];
  private final Cipher stretch;
  private int at = drawn.length;

  RandomNonces() {
    try {
      stretch = Cipher.getInstance("AES/CTR/NoPadding");
    } catch (GeneralSecurityException e) {
      throw withoutAes(e);
    }
  }

  @Override
  public synchronized void next(byte[] into, int from) {
    if (at == drawn.length) {
      draw();
    }
    System.arraycopy(drawn, at, into, from, BYTES);
    at += BYTES;
  }

  private void draw() {
    byte[] seed = new byte[SEED_BYTES];
    random.nextBytes(seed);
    try {
      stretch.init(
          Cipher.ENCRYPT_MODE,
          new SecretKeySpec(seed, "AES"),
          new IvParameterSpec(new byte[BLOCK_BYTES]));
      stretch.doFinal(zeros, 0, zeros.length, drawn, 0);
    } catch (GeneralSecurityException e) {
      throw withoutAes(e);
    }
    Arrays.fill(seed, (byte) 0);
    at = 0;
  }

  private static IllegalStateException withoutAes(GeneralSecurityException cause) {
    return new IllegalStateException("Every Java runtime has AES in counter mode", cause);
  }
}
