package org.anabranch.transforms.cipher;

import java.security.SecureRandom;

/** Nonces of chance, drawn many at a time since each draw asks the operating system. */
final class Nonces {

  static final int BYTES = 12;

  private static final int AT_ONCE = 64;

  private final SecureRandom random;
  private final byte[] drawn = new byte[AT_ONCE * BYTES];
  private int at = drawn.length;

  Nonces(SecureRandom random) {
    this.random = random;
  }

  /** Puts one there; none is ever given twice. */
  synchronized void next(byte[] into, int from) {
    if (at == drawn.length) {
      random.nextBytes(drawn);
      at = 0;
    }
    System.arraycopy(drawn, at, into, from, BYTES);
    at += BYTES;
  }
}
