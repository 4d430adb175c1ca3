package org.anabranch.keys.ring;

import java.util.HashSet;
import java.util.Objects;
import java.util.Set;
import org.anabranch.keys.KeyId;
import org.anabranch.model.change.KeyHash;
import org.jspecify.annotations.Nullable;

/**
 * Unwrapped keys at hand, of a number that is not exceeded; what leaves it is wiped. It remembers
 * what was forgotten, since that is for ever. Safe for several threads.
 */
final class KeyCache {

  private static final int FORGOTTEN_MAX = 100_000;

  private final Recent<KeyId, HeldKey> held;

  /** By which requests are answered; a subset of what is held. */
  private final Recent<Request, KeyId> current;

  private final Recent<KeyHash, Boolean> forgotten = new Recent<>(FORGOTTEN_MAX, none -> {});
  private final Recent<KeyId, Boolean> destroyed = new Recent<>(FORGOTTEN_MAX, none -> {});
  private boolean closed;

  KeyCache(int size) {
    this.held = new Recent<>(size, HeldKey::wipe);
    this.current = new Recent<>(size, none -> {});
  }

  /** What a request was answered with before; null where that is not at hand any more. */
  synchronized @Nullable HeldKey of(Request request) {
    KeyId id = current.get(request);
    return id == null ? null : held.get(id);
  }

  synchronized @Nullable HeldKey of(KeyId id) {
    return held.get(id);
  }

  /**
   * Holds a key.
   *
   * @return false, and the key is wiped, where it may not be held: its subject was forgotten
   *     meanwhile, or all is closed
   */
  synchronized boolean hold(HeldKey key) {
    if (closed || isForgotten(key.stored().name().subject())) {
      key.wipe();
      return false;
    }
    HeldKey before = held.put(key.stored().id(), key);
    if (before != null && before != key) {
      before.wipe();
    }
    return true;
  }

  /** From now on answers the request with a key that is held. */
  synchronized void answer(Request request, KeyId id) {
    current.put(request, id);
  }

  synchronized boolean isForgotten(@Nullable KeyHash subject) {
    return subject != null && forgotten.containsKey(subject);
  }

  synchronized boolean isDestroyed(KeyId id) {
    return destroyed.get(id) != null;
  }

  synchronized void destroyed(KeyId id) {
    destroyed.put(id, true);
    drop(id);
  }

  /** Wipes all keys of the subject and holds none again. */
  synchronized void forget(KeyHash subject) {
    forgotten.put(subject, true);
    held.values()
        .removeIf(
            key -> {
              boolean gone = subject.equals(key.stored().name().subject());
              if (gone) {
                key.wipe();
              }
              return gone;
            });
    current.values().removeIf(id -> !held.containsKey(id));
  }

  synchronized void drop(KeyId id) {
    HeldKey gone = held.remove(id);
    if (gone != null) {
      gone.wipe();
    }
  }

  /** Of whom keys are held. */
  synchronized Set<KeyHash> subjects() {
    Set<KeyHash> subjects = new HashSet<>();
    held.values().stream()
        .map(key -> key.stored().name().subject())
        .filter(Objects::nonNull)
        .forEach(subjects::add);
    return subjects;
  }

  /** Wipes everything and holds nothing again. */
  synchronized void close() {
    closed = true;
    held.values().forEach(HeldKey::wipe);
    held.clear();
    current.clear();
  }

  synchronized boolean isClosed() {
    return closed;
  }
}
