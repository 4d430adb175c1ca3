package org.anabranch.transforms.filter;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.anabranch.keys.DataKeys;
import org.anabranch.keys.config.KeyOptions;
import org.anabranch.transforms.encrypt.TableOption;
import org.anabranch.transforms.policy.Alteration;
import org.anabranch.transforms.policy.KeyedMode;
import org.anabranch.transforms.policy.Policy;
import org.apache.kafka.common.config.ConfigException;
import org.jspecify.annotations.Nullable;

/**
 * The data keys of a filter, by their names. They are opened when a policy that is about to be in
 * force first names them, and stay until the filter is closed. Safe for several threads.
 */
final class FilterKeys implements EncryptionSource, AutoCloseable {

  private final Map<String, ?> configuration;
  private final Function<Map<String, ?>, DataKeys> opening;
  private final Map<String, DataKeys> opened = new ConcurrentHashMap<>();

  /**
   * Of a filter.
   *
   * @param configuration with the options of {@link KeyOptions}
   * @param opening opens the keys of a configuration
   */
  FilterKeys(Map<String, ?> configuration, Function<Map<String, ?>, DataKeys> opening) {
    this.configuration = Map.copyOf(configuration);
    this.opening = opening;
  }

  /**
   * Opens the keys that a policy names, and closes them.
   *
   * @param configuration parsed; a setting that goes to a client is not in it, and is not needed
   * @throws ConfigException where an option of theirs is missing or wrong, naming the rule
   */
  static void check(Policy policy, Map<String, ?> configuration) {
    Map<String, Object> options = new HashMap<>();
    configuration.forEach(
        (option, value) -> {
          if (value != null) {
            options.put(option, value);
          }
        });
    try (FilterKeys keys = new FilterKeys(options, FilterKeys::configured)) {
      FieldEncryption unused = keys.of(policy);
    }
  }

  /**
   * The keys of a configuration, to encrypt with.
   *
   * @throws ConfigException where an option is missing or wrong
   */
  static DataKeys configured(Map<String, ?> configuration) {
    return KeyOptions.open(configuration, true);
  }

  @Override
  public FieldEncryption of(Policy policy) {
    policy.encryptions().forEach(this::open);
    return policy.encryptions().isEmpty()
        ? FieldEncryption.NONE
        : new PolicyEncryption(this, option(TableOption.NAME));
  }

  private synchronized void open(Alteration.Encryption encryption) {
    String name = name(encryption.how());
    if (opened.containsKey(name)) {
      return;
    }
    Map<String, Object> named = new HashMap<>(configuration);
    named.put(KeyOptions.NAME, name);
    try {
      opened.put(name, opening.apply(named));
    } catch (ConfigException e) {
      throw new ConfigException(
          ("The policy's rule '%s' at %s encrypts the field '%s' by %s, and its keys cannot be"
                  + " had: %s")
              .formatted(
                  encryption.rule(),
                  encryption.position(),
                  encryption.path(),
                  encryption.how(),
                  e.getMessage()));
    }
  }

  private String name(KeyedMode how) {
    if (how.key() != null) {
      return how.key();
    }
    String configured = option(KeyOptions.NAME);
    return configured == null ? KeyOptions.NAME_DEFAULT : configured;
  }

  private @Nullable String option(String name) {
    @Nullable Object value = configuration.get(name);
    return value == null ? null : value.toString();
  }

  /**
   * The keys of a mode that a policy names.
   *
   * @throws IllegalStateException where no policy that was given names it
   */
  DataKeys of(KeyedMode how) {
    DataKeys keys = opened.get(name(how));
    if (keys == null) {
      throw new IllegalStateException(
          "Keys are opened before a policy that names them is in force");
    }
    return keys;
  }

  /** Closes all of them. */
  @Override
  public synchronized void close() {
    Opened all = new Opened();
    opened.values().forEach(keys -> all.add(keys::close));
    opened.clear();
    all.close();
  }
}
