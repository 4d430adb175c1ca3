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

  private final String keyName;
  private final KeyHasher hasher;

  /**
   * Of the subjects under one key name.
   *
   * @param keyName option {@code key.name}
   * @param secret null for plain SHA-256
   */
  public SubjectHasher(String keyName, @Nullable String secret) {
    this.keyName = keyName;
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
}
