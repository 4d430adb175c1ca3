package org.anabranch.transforms.mask;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * HMAC-SHA-256 under the configured secret, so that nobody without it can try values out. Safe for
 * several threads.
 */
final class KeyedDigest {

  private static final String ALGORITHM = "HmacSHA256";

  private final Mac keyed;

  /**
   * @param use what it is for: digests of one value for two uses have nothing in common
   */
  KeyedDigest(String secret, String use) {
    try {
      keyed = Mac.getInstance(ALGORITHM);
      keyed.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), ALGORITHM));
      byte[] ofUse = keyed.doFinal(("anabranch " + use).getBytes(StandardCharsets.UTF_8));
      keyed.init(new SecretKeySpec(ofUse, ALGORITHM));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("Every Java runtime has " + ALGORITHM, e);
    }
  }

  byte[] of(String text) {
    return of(text.getBytes(StandardCharsets.UTF_8));
  }

  /** 32 bytes. */
  byte[] of(byte[] value) {
    try {
      return ((Mac) keyed.clone()).doFinal(value);
    } catch (CloneNotSupportedException e) {
      throw new IllegalStateException("The runtime's own " + ALGORITHM + " can be cloned", e);
    }
  }
}
