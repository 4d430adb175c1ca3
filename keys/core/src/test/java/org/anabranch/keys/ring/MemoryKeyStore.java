package org.anabranch.keys.ring;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.anabranch.keys.ForgottenKeyException;
import org.anabranch.keys.KeyId;
import org.anabranch.keys.store.KeyName;
import org.anabranch.keys.store.KeyStore;
import org.anabranch.keys.store.StoredKey;
import org.anabranch.model.change.KeyHash;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.errors.RetriableException;
import org.jspecify.annotations.Nullable;

/**
 * Stands in for a key store where a test needs an outage at one exact moment. It passes the
 * contract of key stores; those that keep anything are tested with their servers.
 */
final class MemoryKeyStore implements KeyStore {

  /** What several stores see, as processes do. */
  static final class Place {
    private final Map<KeyId, StoredKey> keys = new HashMap<>();
    private final Map<KeyName, StoredKey> latest = new HashMap<>();
    private final Set<KeyHash> forgotten = new HashSet<>();
    private final Map<String, String> secrets = new HashMap<>();
    private final Set<Consumer<KeyHash>> watchers = new HashSet<>();
    private boolean out;
    private int questions;

    /** From now on nobody is answered, or again. */
    synchronized void out(boolean now) {
      out = now;
    }

    /** How often it was asked for something. */
    synchronized int questions() {
      return questions;
    }
  }

  private final Place place;
  private final boolean writes;
  private boolean closed;

  MemoryKeyStore(Place place, boolean writes) {
    this.place = place;
    this.writes = writes;
  }

  private void asked(boolean toWrite) {
    place.questions++;
    if (closed) {
      throw new ConnectException("The key store is closed");
    }
    if (toWrite && !writes) {
      throw new ConnectException("The key store is only read here");
    }
    if (place.out) {
      throw new RetriableException("The key store is out");
    }
  }

  @Override
  public @Nullable StoredKey latest(KeyName name) {
    synchronized (place) {
      asked(false);
      if (place.forgotten.contains(name.subject())) {
        throw new ForgottenKeyException("The subject is forgotten");
      }
      return place.latest.get(name);
    }
  }

  @Override
  public @Nullable StoredKey find(KeyId id) {
    synchronized (place) {
      asked(false);
      return place.keys.get(id);
    }
  }

  @Override
  public StoredKey add(StoredKey candidate) {
    synchronized (place) {
      asked(true);
      StoredKey last = latest(candidate.name());
      if (last != null && last.generation() >= candidate.generation()) {
        return last;
      }
      place.keys.put(candidate.id(), candidate);
      place.latest.put(candidate.name(), candidate);
      return candidate;
    }
  }

  @Override
  public String secret(String keyName, String fingerprint) {
    synchronized (place) {
      asked(true);
      place.secrets.putIfAbsent(keyName, fingerprint);
      return place.secrets.getOrDefault(keyName, fingerprint);
    }
  }

  @Override
  public void watch(Supplier<Set<KeyHash>> held, Consumer<KeyHash> forgotten) {
    synchronized (place) {
      place.watchers.add(forgotten);
    }
  }

  @Override
  public int forget(String keyName, KeyHash subject, long atMs) {
    synchronized (place) {
      asked(true);
      place.forgotten.add(subject);
      int destroyed = 0;
      for (Map.Entry<KeyId, StoredKey> entry : place.keys.entrySet()) {
        StoredKey key = entry.getValue();
        if (subject.equals(key.name().subject()) && !key.isDestroyed()) {
          entry.setValue(key.destroyed(atMs));
          destroyed++;
        }
      }
      place.watchers.forEach(watcher -> watcher.accept(subject));
      return destroyed;
    }
  }

  @Override
  public boolean hasKeys(KeyHash subject) {
    synchronized (place) {
      asked(false);
      return place.keys.values().stream().anyMatch(key -> subject.equals(key.name().subject()));
    }
  }

  @Override
  public long remains(Set<KeyHash> subjects) {
    return 0;
  }

  @Override
  public void close() {
    synchronized (place) {
      closed = true;
    }
  }
}
