package org.anabranch.keys.config;

import java.time.Duration;
import java.util.Map;
import org.anabranch.keys.DataKeys;
import org.anabranch.keys.KeyWrapper;
import org.anabranch.keys.ring.RingOptions;
import org.anabranch.keys.ring.StoredDataKeys;
import org.anabranch.keys.store.KeyStore;
import org.anabranch.keys.store.OneSecret;
import org.anabranch.keys.store.SubjectHasher;
import org.anabranch.keys.store.kafka.KafkaKeyStore;
import org.anabranch.keys.store.kafka.KafkaStoreOptions;
import org.anabranch.keys.store.postgres.PostgresKeyStore;
import org.anabranch.keys.store.postgres.PostgresStoreOptions;
import org.anabranch.records.retry.Timing;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;
import org.apache.kafka.common.config.ConfigDef.NonEmptyString;
import org.apache.kafka.common.config.ConfigDef.Range;
import org.apache.kafka.common.config.ConfigDef.ValidString;
import org.apache.kafka.common.config.ConfigDef.Width;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.config.types.Password;
import org.jspecify.annotations.Nullable;

/**
 * The options of data keys: their name, the key store, how long they are used, and the
 * key-encryption key that wraps them.
 */
public final class KeyOptions {

  public static final String NAME = "key.name";
  public static final String NAME_DEFAULT = "default";
  public static final String SUBJECT_SECRET = "key.subject.secret";
  public static final String STORE = "key.store";
  public static final String READ_ONLY = "key.store.read.only";
  public static final String REFRESH_MS = "key.store.refresh.ms";

  private static final String POSTGRES = "postgres";
  private static final String GROUP = "Keys";
  private static final String KEK_GROUP = "Key-encryption key";
  private static final int SECRET_MIN = 16;

  private KeyOptions() {}

  /** Adds all of them to a transform's own. */
  public static ConfigDef define(ConfigDef options) {
    defineNames(options);
    defineStore(options);
    RingOptions.define(options, GROUP);
    return KekOptions.define(options, KEK_GROUP);
  }

  private static void defineNames(ConfigDef options) {
    options
        .define(
            NAME,
            ConfigDef.Type.STRING,
            NAME_DEFAULT,
            new NonEmptyString(),
            Importance.MEDIUM,
            "The name of the data keys, where one key store keeps several, such as those of two"
                + " applications. Whoever looks values up or reads format-preserving ones needs the"
                + " name that they were encrypted with.",
            GROUP,
            0,
            Width.MEDIUM,
            "Key name")
        .define(
            SUBJECT_SECRET,
            ConfigDef.Type.PASSWORD,
            null,
            ConfigDef.LambdaValidator.with(
                KeyOptions::checkSecret, () -> "at least " + SECRET_MIN + " characters"),
            Importance.MEDIUM,
            "A secret of at least "
                + SECRET_MIN
                + " characters under which subjects are hashed that have keys of their own"
                + " (HMAC-SHA-256); the same wherever they are encrypted, read or forgotten, and never"
                + " another one under the same key.name, which is refused. Without"
                + " it whoever reads the key store can find out of whom there are keys, by trying.",
            GROUP,
            1,
            Width.MEDIUM,
            "Subject secret");
  }

  private static void defineStore(ConfigDef options) {
    options.define(
        STORE,
        ConfigDef.Type.STRING,
        "kafka",
        ValidString.in("kafka", POSTGRES),
        Importance.HIGH,
        "Where wrapped data keys are kept: kafka, a compacted topic; postgres, a table.",
        GROUP,
        2,
        Width.SHORT,
        "Key store");
    KafkaStoreOptions.define(options, GROUP);
    PostgresStoreOptions.define(options, GROUP);
    options
        .define(
            READ_ONLY,
            ConfigDef.Type.BOOLEAN,
            false,
            Importance.LOW,
            "Whether the key store is only read, as a copy of another region's is. No key is made or"
                + " rotated then.",
            GROUP,
            11,
            Width.SHORT,
            "Read only")
        .define(
            REFRESH_MS,
            ConfigDef.Type.LONG,
            10_000L,
            Range.atLeast(100),
            Importance.LOW,
            "Within how many milliseconds a running task knows which subjects were forgotten. Where"
                + " the key store was not heard of for so long, it gives no key that is not at hand.",
            GROUP,
            12,
            Width.SHORT,
            "Refresh (ms)");
  }

  private static void checkSecret(String name, @Nullable Object value) {
    if (value instanceof Password secret && secret.value().length() < SECRET_MIN) {
      throw new ConfigException(
          name + " is too short. Give at least " + SECRET_MIN + " characters of chance");
    }
  }

  /**
   * Opens the data keys. Neither the key store nor the provider is asked for anything yet.
   *
   * @param configuration a transform's, with these options
   * @param writes whether keys may be made: true where values are encrypted
   * @throws ConfigException where an option is missing or wrong; says which, and how to mend it
   */
  public static DataKeys open(Map<String, ?> configuration, boolean writes) {
    AbstractConfig config = new AbstractConfig(define(new ConfigDef()), configuration, false);
    boolean makes = writes && !config.getBoolean(READ_ONLY);
    KeyStore store = store(config, makes);
    KeyWrapper wrapper = KekOptions.open(config, configuration);
    return new StoredDataKeys(
        config.getString(NAME),
        subjects(config),
        store,
        KekOptions.provider(config),
        wrapper,
        makes,
        RingOptions.of(config),
        Timing.REAL);
  }

  /**
   * Opens the key store alone, to forget subjects.
   *
   * @throws ConfigException where an option is missing or wrong, or the store is only to be read
   */
  public static KeyStore openStore(Map<String, ?> configuration) {
    AbstractConfig config = new AbstractConfig(define(new ConfigDef()), configuration, false);
    if (config.getBoolean(READ_ONLY)) {
      throw new ConfigException(
          READ_ONLY + " is set. Forget subjects in the key store of which this one is a copy");
    }
    return store(config, true);
  }

  private static KeyStore store(AbstractConfig config, boolean makes) {
    Duration refresh = Duration.ofMillis(config.getLong(REFRESH_MS));
    KeyStore store =
        config.getString(STORE).equals(POSTGRES)
            ? new PostgresKeyStore(PostgresStoreOptions.of(config, refresh), makes)
            : new KafkaKeyStore(KafkaStoreOptions.of(config, refresh), makes);
    return new OneSecret(store, config.getString(NAME), subjects(config));
  }

  /** How subjects are named in the key store. */
  public static SubjectHasher subjects(Map<String, ?> configuration) {
    return subjects(new AbstractConfig(define(new ConfigDef()), configuration, false));
  }

  private static SubjectHasher subjects(AbstractConfig config) {
    Password secret = config.getPassword(SUBJECT_SECRET);
    return new SubjectHasher(config.getString(NAME), secret == null ? null : secret.value());
  }
}
