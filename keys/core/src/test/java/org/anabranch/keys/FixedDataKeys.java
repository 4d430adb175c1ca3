package org.anabranch.keys;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.connect.errors.RetriableException;
import org.jspecify.annotations.Nullable;

/**
 * Data keys in memory for tests, of which all is known beforehand: the same seed gives the same
 * keys under the same ids, whatever is asked for first. No key store and no provider; the key of a
 * purpose, subject and generation is the SHA-512 of their names after the seed.
 */
public final class FixedDataKeys implements DataKeys {

  private record Name(KeyPurpose purpose, @Nullable String subject) {}

  private final long seed;
  private final Map<Name, Integer> generations = new HashMap<>();
  private final Map<KeyId, DataKey> keys = new HashMap<>();
  private final Map<KeyId, @Nullable String> subjects = new HashMap<>();
  private final Set<String> forgotten = new HashSet<>();
  private boolean unavailable;
  private boolean copied;
  private long fetches;
  private long cacheHits;
  private long failures;

  public FixedDataKeys(long seed) {
    this.seed = seed;
  }

  @Override
  public synchronized DataKey current(KeyPurpose purpose, @Nullable String subject) {
    failIfUnavailable();
    if (subject != null && forgotten.contains(subject)) {
      throw new ForgottenKeyException("The subject was forgotten");
    }
    Name name = new Name(purpose, subject);
    int generation = generations.computeIfAbsent(name, made -> 1);
    byte[] digest = digest(name, generation);
    KeyId id = new KeyId(ByteBuffer.wrap(digest).getLong());
    DataKey made = keys.get(id);
    if (made != null) {
      cacheHits++;
      return made;
    }
    if (copied) {
      failures++;
      throw new UnknownKeyException("The key store has no such key yet");
    }
    fetches++;
    DataKey key = new DataKey(id, purpose, material(digest, purpose));
    keys.put(id, key);
    subjects.put(id, subject);
    return key;
  }

  @Override
  public synchronized DataKey of(KeyId id) {
    failIfUnavailable();
    DataKey key = keys.get(id);
    if (key == null) {
      failures++;
      throw new UnknownKeyException(id);
    }
    String subject = subjects.get(id);
    if (subject != null && forgotten.contains(subject)) {
      throw new ForgottenKeyException("The key " + id + " was destroyed");
    }
    cacheHits++;
    return key;
  }

  /** Destroys the subject's keys; none is made for it again. */
  public synchronized void forget(String subject) {
    forgotten.add(subject);
    subjects.forEach(
        (id, owner) -> {
          DataKey key = keys.get(id);
          if (subject.equals(owner) && key != null) {
            key.wipe();
          }
        });
  }

  /** Rotating purposes go on with their next keys; the old ones stay. Not so keys of subjects. */
  public synchronized void rotate() {
    generations.replaceAll(
        (name, generation) ->
            name.purpose().rotates() && name.subject() == null ? generation + 1 : generation);
  }

  /** From now on everything fails as where the provider is out, or works again. */
  public synchronized void unavailable(boolean now) {
    unavailable = now;
  }

  /** From now on no key is made, as where the key store is a copy that comes later, or again is. */
  public synchronized void copied(boolean now) {
    copied = now;
  }

  private void failIfUnavailable() {
    if (unavailable) {
      failures++;
      throw new RetriableException("The key store cannot be reached for now");
    }
  }

  private byte[] digest(Name name, int generation) {
    String text = "%d/%s/%s/%d".formatted(seed, name.purpose().text(), name.subject(), generation);
    try {
      return MessageDigest.getInstance("SHA-512").digest(text.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java has SHA-512", e);
    }
  }

  /** All of the digest but for the id, and as much of it again as there must be. */
  private static byte[] material(byte[] digest, KeyPurpose purpose) {
    byte[] rest = Arrays.copyOfRange(digest, KeyId.BYTES, digest.length);
    byte[] material = Arrays.copyOf(rest, purpose.size());
    for (int i = rest.length; i < material.length; i++) {
      material[i] = (byte) ~rest[i - rest.length];
    }
    return material;
  }

  @Override
  public synchronized KeyCounts counts() {
    return new KeyCounts(fetches, cacheHits, failures);
  }

  @Override
  public synchronized void close() {
    keys.values().forEach(DataKey::wipe);
  }
}
