package org.anabranch.keys.store.kafka;

import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Under which secrets a topic says that subjects are hashed. The fingerprint is part of a record's
 * key, so that compaction does not put a later one in the place of the first. Not thread-safe.
 */
final class KeyedSecrets {

  private static final Pattern KEY =
      Pattern.compile("secret:(none|[0-9a-f]{32}):(.+)", Pattern.DOTALL);

  private final Map<String, Set<String>> fingerprints = new HashMap<>();

  /** The key of the record that says so. */
  static String key(String keyName, String fingerprint) {
    return "secret:" + fingerprint + ":" + keyName;
  }

  /**
   * Takes a record.
   *
   * @return whether it is about a secret
   */
  boolean take(String key, boolean deleted) {
    Matcher parts = KEY.matcher(key);
    if (!parts.matches()) {
      return false;
    }
    Set<String> ofName =
        fingerprints.computeIfAbsent(parts.group(2), name -> new LinkedHashSet<>());
    if (deleted) {
      ofName.remove(parts.group(1));
    } else {
      ofName.add(parts.group(1));
    }
    return true;
  }

  /** The first one of a key name. */
  Optional<String> of(String keyName) {
    return fingerprints.getOrDefault(keyName, Set.of()).stream().findFirst();
  }
}
