package org.anabranch.tools.keys;

import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.anabranch.keys.store.KeyStore;
import org.anabranch.keys.store.SubjectHasher;
import org.anabranch.model.change.KeyHash;
import org.anabranch.tools.console.Waiting;

/** Forgets subjects and waits until nothing of their keys is left in the key store. */
public final class Forgetting {

  private static final Duration PAUSE_FIRST = Duration.ofSeconds(1);
  private static final Duration PAUSE_MAX = Duration.ofSeconds(15);

  private final KeyStore store;
  private final String keyName;
  private final SubjectHasher hasher;
  private final Waiting waiting;
  private final Consumer<String> out;
  private int notFound;

  /**
   * In one key store.
   *
   * @param out told each line of what is done
   */
  public Forgetting(
      KeyStore store, String keyName, SubjectHasher hasher, Waiting waiting, Consumer<String> out) {
    this.store = store;
    this.keyName = keyName;
    this.hasher = hasher;
    this.waiting = waiting;
    this.out = out;
  }

  /** Destroys the keys of these subjects; returns by which hashes the key store knows them. */
  public Set<KeyHash> forget(List<String> subjects, long nowMs) {
    Set<KeyHash> hashes = new LinkedHashSet<>();
    for (String subject : subjects) {
      KeyHash hash = hasher.hash(subject);
      int destroyed = store.forget(keyName, hash, nowMs);
      hashes.add(hash);
      out.accept(
          "Subject %d of %d, %s: %s"
              .formatted(hashes.size(), subjects.size(), hash, told(hash, destroyed)));
    }
    return hashes;
  }

  private String told(KeyHash subject, int destroyed) {
    if (destroyed > 0) {
      return "forgotten, " + destroyed + " keys destroyed";
    }
    // Not whether it was forgotten before: what was misspelt once is so the second time, too.
    if (store.hasKeys(subject)) {
      return "forgotten, its keys were destroyed before";
    }
    notFound++;
    return ("NOT FOUND: there was never a key under key.name=%s, and will be none. Look whether the"
            + " subject, key.name and key.subject.secret are as in the connector; who was meant by"
            + " something misspelt is still readable")
        .formatted(keyName);
  }

  /** How many of the subjects so far never had a key. */
  public int notFound() {
    return notFound;
  }

  /**
   * Waits until the key store holds no wrapped key of theirs any more.
   *
   * @return whether that is so before the time is over
   */
  public boolean awaitErased(Set<KeyHash> subjects, Duration timeout) {
    long begin = waiting.nanos();
    Duration pause = PAUSE_FIRST;
    while (true) {
      long remaining = store.remains(subjects);
      if (remaining == 0) {
        return true;
      }
      long passed = (waiting.nanos() - begin) / 1_000_000_000;
      if (passed >= timeout.toSeconds()) {
        return false;
      }
      out.accept(
          "After %d s the key store still has %d wrapped keys where they were overwritten"
              .formatted(passed, remaining));
      waiting.pause(pause);
      pause = pause.multipliedBy(2).compareTo(PAUSE_MAX) > 0 ? PAUSE_MAX : pause.multipliedBy(2);
    }
  }
}
