package org.anabranch.transforms.filter;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.anabranch.transforms.policy.PolicyException;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.connect.errors.ConnectException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A policy in a file, read again when the file was changed or replaced, at most once a second and
 * between records. A version that is wrong leaves the one before in force and is told once. One
 * that cannot be read, or whose consents cannot be, leaves it in force as well and is tried again.
 */
final class PolicyFile implements PolicySource {

  private static final Logger LOG = LoggerFactory.getLogger(PolicyFile.class);
  private static final long LOOK_NANOS = TimeUnit.SECONDS.toNanos(1);
  private static final long AGAIN_NANOS = TimeUnit.SECONDS.toNanos(30);

  private final Path file;
  private final PolicyActivation activation;
  private final FilterCounts counts;
  private final LongSupplier nanos;
  private final AtomicLong nextLook;
  private volatile ActivePolicy current;
  private volatile String seen;
  private @Nullable Long againNanos;

  /**
   * Reads the file.
   *
   * @param nanos a clock like {@link System#nanoTime}
   * @throws ConfigException where the policy is wrong or cannot be read
   */
  PolicyFile(Path file, PolicyActivation activation, FilterCounts counts, LongSupplier nanos) {
    this.file = file;
    this.activation = activation;
    this.counts = counts;
    this.nanos = nanos;
    this.nextLook = new AtomicLong(nanos.getAsLong() + LOOK_NANOS);
    // First what it looks like, then what it says: a change between the two is read later.
    this.seen = look(file);
    this.current = read();
  }

  private ActivePolicy read() {
    try {
      return read(Files.readString(file));
    } catch (IOException e) {
      throw new ConfigException(
          PolicyOptions.POLICY_FILE, file, "It cannot be read: " + e.getMessage());
    }
  }

  private ActivePolicy read(String document) {
    try {
      return activation.of(document);
    } catch (PolicyException e) {
      throw new ConfigException(PolicyOptions.POLICY_FILE, file, String.valueOf(e.getMessage()));
    }
  }

  @Override
  public ActivePolicy current() {
    long now = nanos.getAsLong();
    long due = nextLook.get();
    if (now - due >= 0 && nextLook.compareAndSet(due, now + LOOK_NANOS)) {
      readIfChanged();
    }
    return current;
  }

  private synchronized void readIfChanged() {
    String looks = look(file);
    long began = nanos.getAsLong();
    boolean again = againNanos != null && began - againNanos >= 0;
    if (looks.equals(seen) && !again) {
      return;
    }
    seen = looks;
    againNanos = null;
    try {
      ActivePolicy read = read(Files.readString(file));
      if (!read.version().equals(current.version())) {
        current = read;
        LOG.info("The policy {} is now in version {}", file, read.version());
      }
    } catch (ConfigException e) {
      counts.reloadFailed();
      LOG.error("The policy stays in version {}: {}", current.version(), e.getMessage());
    } catch (IOException | ConnectException e) {
      // Nothing is wrong with the policy. Records wait for a try, so they get as long in between.
      long now = nanos.getAsLong();
      againNanos = now + Math.max(AGAIN_NANOS, now - began);
      counts.reloadFailed();
      LOG.error(
          "The policy stays in version {} for now, and is tried again: {}",
          current.version(),
          e.toString());
    }
  }

  /** Another one for another version, whether the file was written or replaced. */
  private static String look(Path file) {
    try {
      BasicFileAttributes is = Files.readAttributes(file, BasicFileAttributes.class);
      @Nullable Object key = is.fileKey();
      return is.lastModifiedTime() + " " + is.size() + " " + key;
    } catch (IOException e) {
      return "unreadable";
    }
  }
}
