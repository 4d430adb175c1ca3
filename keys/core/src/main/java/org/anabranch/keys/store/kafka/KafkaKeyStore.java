package org.anabranch.keys.store.kafka;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.anabranch.keys.ForgottenKeyException;
import org.anabranch.keys.KeyId;
import org.anabranch.keys.store.KeyName;
import org.anabranch.keys.store.KeyStore;
import org.anabranch.keys.store.StoredKey;
import org.anabranch.keys.store.StoredKeyJson;
import org.anabranch.model.change.KeyHash;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.errors.RetriableException;
import org.jspecify.annotations.Nullable;

/**
 * Data keys in a compacted topic of one partition, whose order decides between writers: whoever
 * offers a key reads on past it before it is used, and so does whoever forgets a subject before its
 * keys are destroyed.
 *
 * <p>The clients are made when they are first needed. Where the topic is missing then or would not
 * keep keys, that is for somebody to mend; where reading fails later, for whatever reason, it is
 * tried again until it succeeds, and what is asked meanwhile is not answered for now.
 */
public final class KafkaKeyStore implements KeyStore {

  private static final Duration WAIT = Duration.ofSeconds(10);

  private final KafkaStoreOptions options;
  private final boolean writes;
  private volatile Consumer<KeyHash> forgotten = subject -> {};
  private @Nullable TopicFollower follower;
  private @Nullable KafkaProducer<byte[], byte[]> producer;
  private boolean closed;

  /**
   * Neither reads nor writes yet.
   *
   * @param writes whether keys may be added, and the topic made where it is missing
   */
  public KafkaKeyStore(KafkaStoreOptions options, boolean writes) {
    this.options = options;
    this.writes = writes;
  }

  @Override
  public @Nullable StoredKey latest(KeyName name) {
    return answered(
            () -> {
              Optional<StoredKey> known = follower().read(index -> unforgotten(index, name), WAIT);
              // Whoever writes looks again when it adds a key.
              return known.isPresent() || writes
                  ? known
                  : follower().readToEnd(index -> unforgotten(index, name), WAIT);
            })
        .orElse(null);
  }

  private static Optional<StoredKey> unforgotten(KeyIndex index, KeyName name) {
    if (index.isForgotten(name.subject())) {
      throw new ForgottenKeyException("The subject " + name.subject() + " is forgotten");
    }
    return index.latest(name);
  }

  @Override
  public @Nullable StoredKey find(KeyId id) {
    return answered(
            () -> {
              Optional<StoredKey> known = follower().read(index -> index.find(id), WAIT);
              // What was written a moment ago may not have been read yet.
              return known.isPresent()
                  ? known
                  : follower().readToEnd(index -> index.find(id), WAIT);
            })
        .orElse(null);
  }

  @Override
  public StoredKey add(StoredKey candidate) {
    return answered(
        () -> {
          // So that a topic that is read for the first time does not look empty.
          follower().read(KeyIndex::size, WAIT);
          long offset = write(candidate.id().toString(), StoredKeyJson.write(candidate));
          try {
            return follower()
                .readPast(offset, index -> unforgotten(index, candidate.name()), WAIT)
                .orElse(candidate);
          } catch (ForgottenKeyException e) {
            // Nobody uses it; it need not stay, either.
            destroy(candidate, candidate.createdMs());
            throw e;
          }
        });
  }

  @Override
  public String secret(String keyName, String fingerprint) {
    return answered(
        () -> {
          follower().read(KeyIndex::size, WAIT);
          Optional<String> known = follower().readToEnd(index -> index.secrets().of(keyName), WAIT);
          if (known.isPresent()) {
            return known.get();
          }
          String key = KeyedSecrets.key(keyName, fingerprint);
          long offset = write(key, StoredKeyJson.secret(keyName, fingerprint));
          String counts =
              follower()
                  .readPast(offset, index -> index.secrets().of(keyName), WAIT)
                  .orElse(fingerprint);
          if (!counts.equals(fingerprint)) {
            // Compaction may move the other one behind it, if it is written twice.
            write(key, null);
          }
          return counts;
        });
  }

  @Override
  public void watch(Supplier<Set<KeyHash>> held, Consumer<KeyHash> forgotten) {
    this.forgotten = forgotten;
  }

  @Override
  public int forget(String keyName, KeyHash subject, long atMs) {
    return answered(
        () -> {
          follower().read(KeyIndex::size, WAIT);
          // First this, so that no key that is added from now on is used by anybody.
          byte[] marker = StoredKeyJson.forgotten(keyName, subject, atMs);
          long offset = write(subject.toString(), marker);
          List<StoredKey> keys =
              follower().readPast(offset, index -> index.undestroyed(subject), WAIT);
          for (StoredKey key : keys) {
            destroy(key, atMs);
          }
          return keys.size();
        });
  }

  @Override
  public boolean hasKeys(KeyHash subject) {
    return answered(() -> follower().readToEnd(index -> index.hasKeys(subject), WAIT));
  }

  @Override
  public long remains(Set<KeyHash> subjects) {
    return answered(() -> new TopicRemains(options).of(subjects, this::write));
  }

  private void destroy(StoredKey key, long atMs) {
    write(key.id().toString(), StoredKeyJson.write(key.destroyed(atMs)));
  }

  private long write(String key, byte @Nullable [] value) {
    ProducerRecord<byte[], byte[]> record =
        new ProducerRecord<>(options.topic(), 0, key.getBytes(StandardCharsets.UTF_8), value);
    try {
      return producer().send(record).get().offset();
    } catch (InterruptedException e) {
      throw new InterruptException(e);
    } catch (ExecutionException e) {
      throw e.getCause() instanceof KafkaException why ? why : new KafkaException(e.getCause());
    }
  }

  private <T> T answered(Supplier<T> work) {
    try {
      return work.get();
    } catch (InterruptException e) {
      throw new ConnectException("Interrupted while the key store was asked", e);
    } catch (org.apache.kafka.common.errors.RetriableException e) {
      throw new RetriableException(
          "The topic '%s' of data keys: %s".formatted(options.topic(), e.getMessage()), e);
    } catch (ConnectException e) {
      throw e;
    } catch (KafkaException e) {
      throw new ConnectException(
          "The topic '%s' of data keys: %s".formatted(options.topic(), e.getMessage()), e);
    }
  }

  private synchronized TopicFollower follower() {
    failIfClosed();
    if (follower != null && follower.hasEnded()) {
      follower.close();
      follower = null;
    }
    if (follower == null) {
      try (Admin admin = Admin.create(KeyClients.admin(options))) {
        new KeyTopic(admin, options).ensure(writes && options.create());
      }
      follower =
          new TopicFollower(
              options.topic(),
              () -> KeyClients.consumer(options),
              options.refresh(),
              subject -> forgotten.accept(subject));
      follower.start();
    }
    return follower;
  }

  private synchronized KafkaProducer<byte[], byte[]> producer() {
    failIfClosed();
    if (!writes) {
      throw new ConnectException("The key store is only read here");
    }
    if (producer == null) {
      producer = KeyClients.producer(options);
    }
    return producer;
  }

  private void failIfClosed() {
    if (closed) {
      throw new ConnectException("The key store is closed");
    }
  }

  @Override
  public synchronized void close() {
    closed = true;
    if (follower != null) {
      follower.close();
    }
    if (producer != null) {
      producer.close(Duration.ofSeconds(5));
    }
  }
}
