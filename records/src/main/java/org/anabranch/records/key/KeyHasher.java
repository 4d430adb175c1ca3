package org.anabranch.records.key;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.anabranch.model.change.KeyHash;
import org.jspecify.annotations.Nullable;

/**
 * Hashes canonical keys: the first 16 bytes of SHA-256, or of HMAC-SHA-256 where {@code
 * context.key.secret} is set, so that a reader without the secret cannot try keys out. Not
 * thread-safe; one per task.
 */
public final class KeyHasher {

  private final @Nullable Mac mac;
  private final MessageDigest digest;

  private KeyHasher(@Nullable Mac mac) throws GeneralSecurityException {
    this.mac = mac;
    this.digest = MessageDigest.getInstance("SHA-256");
  }

  /**
   * A hasher for one task.
   *
   * @param secret null for plain SHA-256; never empty
   */
  public static KeyHasher withSecret(@Nullable String secret) {
    try {
      if (secret == null) {
        return new KeyHasher(null);
      }
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
      return new KeyHasher(mac);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("Every Java runtime has SHA-256 and HmacSHA256", e);
    }
  }

  public KeyHash hash(byte[] canonicalKey) {
    return KeyHash.of(mac == null ? digest.digest(canonicalKey) : mac.doFinal(canonicalKey));
  }
}
