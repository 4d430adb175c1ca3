package org.anabranch.transforms.cipher;

import java.security.GeneralSecurityException;
import javax.crypto.Mac;
import org.anabranch.keys.WipedKeyException;

/** HMAC-SHA-256 under one key. Safe for several threads, one at a time. */
final class HmacSha256 implements AutoCloseable {

  private static final String ALGORITHM = "HmacSHA256";

  private final WipeableKey key;
  private final Mac mac;

  HmacSha256(byte[] key) {
    this.key = new WipeableKey(ALGORITHM, key);
    try {
      mac = Mac.getInstance(ALGORITHM);
      mac.init(this.key);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("Every Java runtime has " + ALGORITHM, e);
    }
  }

  /** 32 bytes. */
  synchronized byte[] of(byte[] bytes) {
    if (key.isDestroyed()) {
      throw new WipedKeyException();
    }
    return mac.doFinal(bytes);
  }

  /** Zeroes the key; what the runtime derived of it goes with the garbage. */
  @Override
  public synchronized void close() {
    key.destroy();
  }
}
