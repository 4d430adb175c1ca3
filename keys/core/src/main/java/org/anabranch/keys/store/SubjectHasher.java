package org.anabranch.keys.store;

import org.anabranch.model.change.KeyHash;
import org.anabranch.records.bytes.ByteWriter;
import org.anabranch.records.key.KeyHasher;
import org.jspecify.annotations.Nullable;

/**
 * Names people by hashes, so that the key store does not tell of whom there are keys: 16 bytes of
 * HMAC-SHA-256 under {@code key.subject.secret}, else of SHA-256, by which whoever reads the key
 * store can try subjects out. Safe for several threads.
 */
public final class SubjectHasher {

  private static final String CONTEXT = "anabranch-subject-1";

  private static final String SECRET_CONTEXT = "anabranch-subject-secret-1";
  static final String NO_SECRET = "none";

  private final String keyName;
  private final boolean secret;
  private final KeyHasher hasher;

  /**
   * Of the subjects under one key name.
   *
   * @param keyName option {@code key.name}
   * @param secret null for plain SHA-256
   */
  public SubjectHasher(String keyName, @Nullable String secret) {
    this.keyName = keyName;
    this.secret = secret != null;
    this.hasher = KeyHasher.withSecret(secret);
  }

  /** Of the context's name, the key's name and the subject, each in UTF-8 behind its length. */
  public synchronized KeyHash hash(String subject) {
    ByteWriter text = new ByteWriter(64);
    text.text(CONTEXT);
    text.text(keyName);
    text.text(subject);
    return hasher.hash(text.toBytes());
  }

  /**
   * By which it is seen whether a secret is the same, as a key store keeps it: {@code none}, or 32
   * hexadecimal digits of the HMAC over a constant and the key's name.
   */
  public synchronized String fingerprint() {
    if (!secret) {
      return NO_SECRET;
    }
    ByteWriter text = new ByteWriter(64);
    text.text(SECRET_CONTEXT);
    text.text(keyName);
    return hasher.hash(text.toBytes()).toString();
  }
}
