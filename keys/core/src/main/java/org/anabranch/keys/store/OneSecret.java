package org.anabranch.keys.store;

import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.anabranch.keys.KeyId;
import org.anabranch.model.change.KeyHash;
import org.apache.kafka.connect.errors.ConnectException;
import org.jspecify.annotations.Nullable;

/**
 * A key store in which all subjects of a key name are hashed under one secret. Under another one
 * the same person would have another hash: who is forgotten would get new keys, and forgetting
 * would miss the keys that are there. So who makes keys of subjects or forgets is refused then.
 */
public final class OneSecret implements KeyStore {

  private final KeyStore store;
  private final String keyName;
  private final String fingerprint;
  private volatile boolean same;

  /**
   * Over a store, which it closes.
   *
   * @param keyName option {@code key.name}
   */
  public OneSecret(KeyStore store, String keyName, SubjectHasher subjects) {
    this.store = store;
    this.keyName = keyName;
    this.fingerprint = subjects.fingerprint();
  }

  private void failIfOther() {
    if (same) {
      return;
    }
    String counts = store.secret(keyName, fingerprint);
    if (!counts.equals(fingerprint)) {
      throw new ConnectException(
          ("Subjects of key.name=%s are hashed %s key.subject.secret in this key store, %s. Give"
                  + " what the first of them was encrypted with: with another nobody could be"
                  + " forgotten")
              .formatted(
                  keyName,
                  counts.equals(SubjectHasher.NO_SECRET) ? "without a" : "under a",
                  fingerprint.equals(SubjectHasher.NO_SECRET)
                      ? "and here is none"
                      : "and here is another one"));
    }
    same = true;
  }

  @Override
  public StoredKey add(StoredKey candidate) {
    if (candidate.name().subject() != null) {
      failIfOther();
    }
    return store.add(candidate);
  }

  @Override
  public int forget(String name, KeyHash subject, long atMs) {
    failIfOther();
    return store.forget(name, subject, atMs);
  }

  @Override
  public String secret(String name, String offered) {
    return store.secret(name, offered);
  }

  @Override
  public @Nullable StoredKey latest(KeyName name) {
    return store.latest(name);
  }

  @Override
  public @Nullable StoredKey find(KeyId id) {
    return store.find(id);
  }

  @Override
  public void watch(Supplier<Set<KeyHash>> held, Consumer<KeyHash> forgotten) {
    store.watch(held, forgotten);
  }

  @Override
  public boolean hasKeys(KeyHash subject) {
    return store.hasKeys(subject);
  }

  @Override
  public long remains(Set<KeyHash> subjects) {
    return store.remains(subjects);
  }

  @Override
  public void close() {
    store.close();
  }
}
