package org.anabranch.testkit.kms;

import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * RSA key pairs of 2048 bits. One takes up to seconds to make, so a stand-in gives back those that
 * it used, and a later one has them again.
 */
final class RsaPairs {
  private static final Queue<KeyPair> FREE = new ConcurrentLinkedQueue<>();

  private RsaPairs() {}

  /** A pair that nobody else has now. */
  static KeyPair take() {
    KeyPair free = FREE.poll();
    return free == null ? generated() : free;
  }

  static void giveBack(KeyPair pair) {
    FREE.add(pair);
  }

  private static KeyPair generated() {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
      generator.initialize(2048);
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("RSA is missing", e);
    }
  }
}
