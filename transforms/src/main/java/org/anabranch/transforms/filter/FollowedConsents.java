package org.anabranch.transforms.filter;

import java.util.HashSet;
import java.util.Set;
import org.anabranch.transforms.consent.ConsentOptions;
import org.anabranch.transforms.consent.KafkaConsents;
import org.anabranch.transforms.policy.condition.Consents;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.connect.errors.ConnectException;
import org.jspecify.annotations.Nullable;

/**
 * The consent topics of the policies that were in force by now. Safe for several threads.
 *
 * <p>Where consents cannot be read, that is no row's fault: it is kept for whoever judges, on the
 * same thread, so that it stops the task instead of withholding the row.
 */
final class FollowedConsents implements Consents, AutoCloseable {

  private static final ThreadLocal<@Nullable ConnectException> FAILURE = new ThreadLocal<>();

  private final @Nullable ConsentOptions options;
  private volatile @Nullable KafkaConsents topics;

  FollowedConsents(@Nullable ConsentOptions options) {
    this.options = options;
  }

  /**
   * Reads topics, before a policy that asks for them is in force.
   *
   * @throws ConfigException where it is not said in which cluster they are
   * @throws ConnectException where one is missing or cannot be read in time
   */
  synchronized void follow(Set<String> wanted) {
    KafkaConsents read = topics;
    if (wanted.isEmpty() || (read != null && read.topics().containsAll(wanted))) {
      return;
    }
    if (options == null) {
      throw nowhere(wanted);
    }
    Set<String> all = new HashSet<>(wanted);
    if (read != null) {
      all.addAll(read.topics());
    }
    topics = KafkaConsents.read(all, options);
    if (read != null) {
      read.close();
    }
  }

  /** Says that a policy asks for topics, and nothing says where they are. */
  static ConfigException nowhere(Set<String> wanted) {
    return new ConfigException(
        "The policy asks for consents in the topics %s. Set %s to their cluster"
            .formatted(wanted, ConsentOptions.BOOTSTRAP_SERVERS));
  }

  @Override
  public boolean granted(String topic, String purpose, String subject) {
    KafkaConsents read = topics;
    try {
      return read != null && read.granted(topic, purpose, subject);
    } catch (ConnectException e) {
      FAILURE.set(e);
      throw e;
    }
  }

  /** What kept this thread from asking since this was called last; null where nothing did. */
  @Nullable ConnectException unread() {
    ConnectException unread = FAILURE.get();
    FAILURE.remove();
    return unread;
  }

  @Override
  public void close() {
    KafkaConsents read = topics;
    if (read != null) {
      read.close();
    }
  }
}
