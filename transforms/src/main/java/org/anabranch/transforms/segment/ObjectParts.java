package org.anabranch.transforms.segment;

import java.time.Duration;
import org.anabranch.records.header.Manifest;
import org.anabranch.records.header.Manifest.InStore;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.errors.DataException;
import org.apache.kafka.connect.errors.RetriableException;
import org.jspecify.annotations.Nullable;

/**
 * Contents whole in a store of objects, named by their SHA-256 behind its first two digits, by
 * which stores spread them. Safe for several threads.
 */
final class ObjectParts implements PartsWriter, PartsReader {

  private static final int DIRECTORY_DIGITS = 2;
  private static final Duration LOOK = Duration.ofMillis(100);

  private final ObjectStore store;
  private final Duration timeout;

  /**
   * In a store.
   *
   * @param timeout how long a reader waits for an object
   */
  ObjectParts(ObjectStore store, Duration timeout) {
    this.store = store;
    this.timeout = timeout;
  }

  @Override
  public Manifest plan(byte[] content, String topic, @Nullable Integer partition) {
    return new Manifest(ContentHash.of(content), content.length, new InStore());
  }

  @Override
  public void write(Manifest manifest, byte[] content) {
    store.put(name(manifest), content);
  }

  @Override
  public byte[] read(Manifest manifest, String topic) {
    if (!(manifest.place() instanceof InStore)) {
      throw new DataException(
          "Its value lies in a topic. Set %s=kafka".formatted(PartsOptions.STORE));
    }
    long deadline = System.nanoTime() + timeout.toNanos();
    byte[] content = store.get(name(manifest), manifest.bytes());
    while (content == null && System.nanoTime() < deadline) {
      pause();
      content = store.get(name(manifest), manifest.bytes());
    }
    if (content == null) {
      throw new RetriableException(
          "Its value is not in %s after %s=%d. Look whether writers and readers have the same store, and whether something deletes what is needed; then send the row again"
              .formatted(PartsOptions.STORE, AssembleOptions.WAIT_MS, timeout.toMillis()));
    }
    if (!ContentHash.of(content).equals(manifest.sha256())) {
      throw new DataException(
          "Its value in %s is not what was written. Delete %s there, and send the row again"
              .formatted(PartsOptions.STORE, name(manifest)));
    }
    return content;
  }

  private static String name(Manifest manifest) {
    return manifest.sha256().substring(0, DIRECTORY_DIGITS) + '/' + manifest.sha256();
  }

  private static void pause() {
    try {
      Thread.sleep(LOOK.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ConnectException("Interrupted while a value was awaited", e);
    }
  }

  @Override
  public void close() {
    store.close();
  }
}
