package org.anabranch.keys.store.kafka;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.anabranch.keys.KeyId;
import org.anabranch.keys.store.KeyName;
import org.anabranch.keys.store.StoredKey;
import org.anabranch.keys.store.StoredKeyJson;
import org.anabranch.model.change.KeyHash;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.connect.errors.ConnectException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a topic of data keys says, in memory. The first key of a name and generation counts, in the
 * order of the topic; no other one is used. A subject that was forgotten once stays so, whatever
 * comes later. Not thread-safe.
 */
final class KeyIndex {

  private static final Logger LOG = LoggerFactory.getLogger(KeyIndex.class);
  private static final Pattern ID = Pattern.compile("[0-9a-f]{16}");
  private static final Pattern SUBJECT = Pattern.compile("[0-9a-f]{32}");

  private final Map<KeyId, StoredKey> keys = new HashMap<>();
  private final Map<KeyName, StoredKey> latest = new HashMap<>();
  private final Map<KeyHash, Long> forgotten = new HashMap<>();

  private final KeyedSecrets secrets = new KeyedSecrets();

  /** Why keys cannot be read, and where they are. */
  private final Map<KeyId, String> unreadable = new HashMap<>();

  /** Names and key-encryption keys repeat. */
  private final Map<Object, Object> shared = new HashMap<>();

  /**
   * Takes a record.
   *
   * @return the subject that is forgotten by it; null for none
   */
  @Nullable KeyHash take(ConsumerRecord<byte[], byte[]> record) {
    String key = record.key() == null ? "" : new String(record.key(), StandardCharsets.UTF_8);
    if (ID.matcher(key).matches()) {
      takeKey(KeyId.parse(key), record);
      return null;
    }
    if (SUBJECT.matcher(key).matches()) {
      return takeSubject(KeyHash.of(HexFormat.of().parseHex(key)), record);
    }
    if (secrets.take(key, record.value() == null)) {
      return null;
    }
    LOG.warn("What is at {} is no data key, and is left alone", place(record));
    return null;
  }

  private void takeKey(KeyId id, ConsumerRecord<byte[], byte[]> record) {
    byte @Nullable [] value = record.value();
    unreadable.remove(id);
    if (value == null) {
      StoredKey gone = keys.remove(id);
      if (gone != null) {
        latest.remove(gone.name(), gone);
      }
      return;
    }
    try {
      take(slim(StoredKeyJson.read(id, value)));
    } catch (IllegalArgumentException e) {
      unreadable.put(id, "%s cannot be read: %s".formatted(place(record), e.getMessage()));
    }
  }

  private void take(StoredKey key) {
    keys.merge(key.id(), key, (before, now) -> now.isDestroyed() ? now : before);
    StoredKey last = latest.get(key.name());
    if (last == null
        || key.generation() > last.generation()
        || (key.isDestroyed() && key.id().equals(last.id()))) {
      latest.put(key.name(), key);
    }
  }

  private KeyHash takeSubject(KeyHash subject, ConsumerRecord<byte[], byte[]> record) {
    if (record.value() == null) {
      LOG.warn("What said at {} that a subject is forgotten was deleted", place(record));
    }
    forgotten.merge(subject, record.timestamp(), Math::min);
    return subject;
  }

  private StoredKey slim(StoredKey key) {
    KeyName name = key.name();
    return new StoredKey(
        key.id(),
        name.subject() == null
            ? share(name)
            : new KeyName(share(name.name()), name.purpose(), name.subject()),
        key.generation(),
        share(key.wrapping()),
        key.wrapped(),
        key.createdMs(),
        key.destroyedMs());
  }

  @SuppressWarnings("unchecked") // What equals is of one class.
  private <T> T share(T value) {
    return (T) shared.computeIfAbsent(value, same -> same);
  }

  private static String place(ConsumerRecord<?, ?> record) {
    return "topic '%s', partition %d, offset %d"
        .formatted(record.topic(), record.partition(), record.offset());
  }

  KeyedSecrets secrets() {
    return secrets;
  }

  boolean isForgotten(@Nullable KeyHash subject) {
    return subject != null && forgotten.containsKey(subject);
  }

  Optional<StoredKey> latest(KeyName name) {
    return Optional.ofNullable(latest.get(name));
  }

  /**
   * The key of an id, destroyed where its subject is forgotten.
   *
   * @throws ConnectException where there is one that cannot be read
   */
  Optional<StoredKey> find(KeyId id) {
    String why = unreadable.get(id);
    if (why != null) {
      throw new ConnectException("The data key " + id + " at " + why);
    }
    StoredKey key = keys.get(id);
    if (key == null || key.name().subject() == null) {
      return Optional.ofNullable(key);
    }
    Long at = forgotten.get(key.name().subject());
    return Optional.of(at == null ? key : key.destroyed(at));
  }

  /** All keys of a subject that were not destroyed one by one. */
  List<StoredKey> undestroyed(KeyHash subject) {
    return keys.values().stream()
        .filter(key -> subject.equals(key.name().subject()) && !key.isDestroyed())
        .toList();
  }

  /** Whether there is a key of the subject, destroyed or not. */
  boolean hasKeys(KeyHash subject) {
    return keys.values().stream().anyMatch(key -> subject.equals(key.name().subject()));
  }

  int size() {
    return keys.size();
  }
}
