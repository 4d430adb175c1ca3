package org.anabranch.keys.ring;

import java.security.SecureRandom;
import java.util.Arrays;
import org.anabranch.keys.DataKey;
import org.anabranch.keys.KeyId;
import org.anabranch.keys.KeyWrapper;
import org.anabranch.keys.UnknownKeyException;
import org.anabranch.keys.store.KeyBinding;
import org.anabranch.keys.store.KeyName;
import org.anabranch.keys.store.KeyStore;
import org.anabranch.keys.store.StoredKey;
import org.anabranch.keys.store.WrappedKey;
import org.anabranch.records.retry.Timing;
import org.apache.kafka.connect.errors.ConnectException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes keys and unwraps those that are kept, once; who calls it tries again and caches. */
final class KeyFetch {

  private static final Logger LOG = LoggerFactory.getLogger(KeyFetch.class);

  private final KeyStore store;
  private final String provider;
  private final KeyWrapper wrapper;
  private final boolean makes;
  private final Timing timing;
  private final SecureRandom random = new SecureRandom();

  /**
   * @param provider as option {@code kek.provider} names it
   * @param makes whether keys may be made
   */
  KeyFetch(KeyStore store, String provider, KeyWrapper wrapper, boolean makes, Timing timing) {
    this.store = store;
    this.provider = provider;
    this.wrapper = wrapper;
    this.makes = makes;
    this.timing = timing;
  }

  boolean makes() {
    return makes;
  }

  /**
   * A key as it is kept, and its bytes where they are known.
   *
   * @param key null where it has to be unwrapped
   */
  record Fetched(StoredKey stored, @Nullable DataKey key) {}

  /** Whether a key is to be followed by another one. */
  interface Rotation {
    boolean isDue(StoredKey key);
  }

  /**
   * The last key of the name, or a new one where there is none yet or it is due.
   *
   * @throws UnknownKeyException where there is none and none may be made; it may come yet, since a
   *     value may be here before the copy of a key store is
   */
  Fetched latest(KeyName name, Rotation rotation) {
    StoredKey latest = store.latest(name);
    if (latest != null && !(makes && rotation.isDue(latest))) {
      return new Fetched(latest, null);
    }
    if (!makes) {
      throw new UnknownKeyException(
          "There is no %s in the key store, and this connector makes none. Let it read the key"
                  .formatted(name)
              + " store of whoever encrypts, under the same key.name, or wait for its copy");
    }
    return make(name, latest == null ? 1 : latest.generation() + 1);
  }

  private Fetched make(KeyName name, int generation) {
    byte[] material = new byte[name.purpose().size()];
    random.nextBytes(material);
    KeyId id = new KeyId(random.nextLong());
    byte[] bound = KeyBinding.bind(id, name, generation, material);
    try {
      StoredKey candidate = wrapped(id, name, generation, bound);
      StoredKey kept = store.add(candidate);
      if (!kept.id().equals(id)) {
        return new Fetched(kept, null);
      }
      LOG.info("Made the data key {}, generation {} of {}", id, generation, name);
      return new Fetched(kept, new DataKey(id, name.purpose(), material.clone()));
    } finally {
      Arrays.fill(material, (byte) 0);
      Arrays.fill(bound, (byte) 0);
    }
  }

  private StoredKey wrapped(KeyId id, KeyName name, int generation, byte[] bound) {
    String key;
    byte[] wrapped;
    do {
      key = wrapper.key();
      wrapped = wrapper.wrap(bound);
      // Another key may have become the primary one in between.
    } while (!key.equals(wrapper.key()));
    return new StoredKey(
        id,
        name,
        generation,
        new StoredKey.Wrapping(provider, key),
        new WrappedKey(wrapped),
        timing.millis(),
        null);
  }

  /** The key of an id as it is kept, destroyed or not. */
  StoredKey find(KeyId id) {
    StoredKey found = store.find(id);
    if (found == null) {
      throw new UnknownKeyException(id);
    }
    return found;
  }

  /** Unwraps it. */
  DataKey unwrapped(StoredKey stored) {
    WrappedKey wrapped = stored.wrapped();
    if (wrapped == null) {
      throw new IllegalArgumentException("A destroyed key cannot be unwrapped");
    }
    if (!stored.wrapping().provider().equals(provider)) {
      throw new ConnectException(
          "The data key %s was wrapped by kek.provider=%s, and this connector has %s. Give it that one"
              .formatted(stored.id(), stored.wrapping().provider(), provider));
    }
    byte[] bound = wrapper.unwrap(wrapped.bytes(), stored.wrapping().key());
    byte[] material = new byte[0];
    try {
      material = KeyBinding.open(stored, bound);
      return new DataKey(stored.id(), stored.name().purpose(), material.clone());
    } finally {
      Arrays.fill(bound, (byte) 0);
      Arrays.fill(material, (byte) 0);
    }
  }
}
