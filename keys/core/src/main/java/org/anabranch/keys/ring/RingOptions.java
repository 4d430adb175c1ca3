package org.anabranch.keys.ring;

import java.time.Duration;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;
import org.apache.kafka.common.config.ConfigDef.Range;
import org.apache.kafka.common.config.ConfigDef.Width;

/**
 * For how long and for how much a data key is used.
 *
 * @param ttl how long an unwrapped key is used before it is fetched again
 * @param staleMax how much longer it is used while it cannot be fetched again
 * @param size how many unwrapped keys are held
 * @param usesMax after how many uses by this process a rotating key is followed by a new one
 * @param rotation after how long a rotating key is followed by a new one
 * @param retryTimeout how long a fetch is tried again that fails for now
 * @param unknownWait how long a key is waited for that the store does not have and that is not made
 */
public record RingOptions(
    Duration ttl,
    Duration staleMax,
    int size,
    long usesMax,
    Duration rotation,
    Duration retryTimeout,
    Duration unknownWait) {

  public static final String TTL_MS = "key.cache.ttl.ms";
  public static final String STALE_MAX_MS = "key.cache.stale.max.ms";
  public static final String SIZE = "key.cache.size";
  public static final String USES_MAX = "key.uses.max";
  public static final String ROTATION_MS = "key.rotation.ms";
  public static final String RETRY_TIMEOUT_MS = "key.retry.timeout.ms";
  public static final String UNKNOWN_WAIT_MS = "key.unknown.wait.ms";

  private static final long HOUR_MS = 3_600_000;
  private static final long WEEK_MS = 7 * 24 * HOUR_MS;

  /** A key shared by sixteen tasks stays below the 2^32 that NIST SP 800-38D sets. */
  private static final long USES_MAX_DEFAULT = 1L << 28;

  private static final long USES_MAX_LIMIT = 1L << 31;
  private static final int SIZE_MIN = 16;

  /** Adds these options to those of the group. */
  public static ConfigDef define(ConfigDef options, String group) {
    defineCache(options, group);
    return options
        .define(
            USES_MAX,
            ConfigDef.Type.LONG,
            USES_MAX_DEFAULT,
            Range.between(1, USES_MAX_LIMIT),
            Importance.LOW,
            "After how many encryptions by one task a key of mode authenticated is followed by a new"
                + " one. Times the number of tasks that encrypt, it has to stay below 2^32.",
            group,
            30,
            Width.SHORT,
            "Most uses of a key")
        .define(
            ROTATION_MS,
            ConfigDef.Type.LONG,
            WEEK_MS,
            Range.atLeast(1000),
            Importance.MEDIUM,
            "After how many milliseconds a key of mode authenticated is followed by a new one; old"
                + " ones stay readable. Keys of subjects, and those by which equal values are found"
                + " to be equal, are not followed by others with time.",
            group,
            31,
            Width.SHORT,
            "Rotation (ms)")
        .define(
            RETRY_TIMEOUT_MS,
            ConfigDef.Type.LONG,
            60_000L,
            Range.atLeast(0),
            Importance.LOW,
            "For how many milliseconds it is tried again, with growing pauses of chance, where the"
                + " key store or the provider of the key-encryption key cannot be reached. Then the"
                + " record fails, in a way that Connect may try again.",
            group,
            32,
            Width.SHORT,
            "Retry timeout (ms)")
        .define(
            UNKNOWN_WAIT_MS,
            ConfigDef.Type.LONG,
            30_000L,
            Range.atLeast(0),
            Importance.LOW,
            "For how many milliseconds a key is waited for that the key store does not have and that"
                + " is not made here, since a copy of a store may come later than the records. Then"
                + " the record fails, and for as long again others of unknown keys fail at once.",
            group,
            33,
            Width.SHORT,
            "Wait for unknown keys (ms)");
  }

  private static void defineCache(ConfigDef options, String group) {
    options
        .define(
            TTL_MS,
            ConfigDef.Type.LONG,
            HOUR_MS,
            Range.atLeast(1000),
            Importance.MEDIUM,
            "For how many milliseconds an unwrapped key is used before it is unwrapped again: how"
                + " long it takes until a key-encryption key that was disabled is missed.",
            group,
            20,
            Width.SHORT,
            "Cache time (ms)")
        .define(
            STALE_MAX_MS,
            ConfigDef.Type.LONG,
            HOUR_MS,
            Range.atLeast(0),
            Importance.MEDIUM,
            "For how many milliseconds more an unwrapped key is used while the key store or the"
                + " provider cannot be reached. A refusal ends it at once, and so does forgetting.",
            group,
            21,
            Width.SHORT,
            "Longest outage served (ms)")
        .define(
            SIZE,
            ConfigDef.Type.INT,
            10_000,
            Range.atLeast(SIZE_MIN),
            Importance.LOW,
            "How many unwrapped keys a task holds; the one that was not used for longest is wiped"
                + " first. With keys of subjects, as many as there are subjects in some minutes.",
            group,
            22,
            Width.SHORT,
            "Cache size");
  }

  /** Of a parsed configuration whose definition went through {@link #define}. */
  public static RingOptions of(AbstractConfig config) {
    return new RingOptions(
        millis(config, TTL_MS),
        millis(config, STALE_MAX_MS),
        config.getInt(SIZE),
        config.getLong(USES_MAX),
        millis(config, ROTATION_MS),
        millis(config, RETRY_TIMEOUT_MS),
        millis(config, UNKNOWN_WAIT_MS));
  }

  private static Duration millis(AbstractConfig config, String name) {
    return Duration.ofMillis(config.getLong(name));
  }
}
