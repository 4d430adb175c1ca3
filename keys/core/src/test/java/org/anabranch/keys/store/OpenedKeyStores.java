package org.anabranch.keys.store;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.anabranch.keys.KeyId;
import org.anabranch.keys.KeyPurpose;
import org.anabranch.model.change.KeyHash;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Timeout;

/** Key stores of one place, as several processes open them, and keys to put there. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
@Timeout(120)
public abstract class OpenedKeyStores {

  /** How long anything may take that is to come by itself. */
  protected static final Duration SOON = Duration.ofSeconds(60);

  private static final AtomicLong NUMBERS = new AtomicLong(1);
  static final long CREATED_MS = 1_767_225_600_123L;

  private final List<KeyStore> opened = new ArrayList<>();

  /** A store of the same place each time, as another process opens it. */
  protected abstract KeyStore open(boolean writes);

  protected final KeyStore opened() {
    return opened(true);
  }

  protected final KeyStore opened(boolean writes) {
    KeyStore store = open(writes);
    opened.add(store);
    return store;
  }

  @AfterEach
  void closeAll() {
    opened.forEach(KeyStore::close);
  }

  /** A name that no other test has. */
  protected static KeyName fresh() {
    return new KeyName("name" + NUMBERS.getAndIncrement(), KeyPurpose.AUTHENTICATED, null);
  }

  protected static KeyName ofSubject(KeyPurpose purpose, KeyHash subject) {
    return new KeyName("default", purpose, subject);
  }

  /** A subject that no other test has. */
  protected static KeyHash freshSubject() {
    return new KeyHash(NUMBERS.getAndIncrement(), 42);
  }

  protected static StoredKey key(KeyName name, int generation) {
    long number = NUMBERS.getAndIncrement();
    byte[] wrapped = ("wrapped " + number).getBytes(StandardCharsets.UTF_8);
    return new StoredKey(
        new KeyId(0xab00_0000_0000_0000L | number),
        name,
        generation,
        new StoredKey.Wrapping("local", "k1"),
        new WrappedKey(wrapped),
        CREATED_MS,
        null);
  }
}
