package org.anabranch.keys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import org.anabranch.testkit.kms.KmsStandIn;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every {@link KeyWrapper} promises whose key-encryption keys a service keeps. */
public abstract class RemoteKeyWrapperContract extends KeyWrapperContract {

  /** Where set, the file that all is logged to, at every level. */
  private static final String LOG_FILE = "org.slf4j.simpleLogger.logFile";

  /** How long a request may take in these tests. */
  protected static final String TIMEOUT_MS = "4000";

  private KmsStandIn standIn = start();
  private final Map<String, String> keys = new HashMap<>();

  /** Starts the service. */
  protected abstract KmsStandIn start();

  /** The provider's name, as option {@code kek.provider} takes it. */
  protected abstract String provider();

  /** The provider's options for the service, without the key's name. */
  protected abstract Map<String, String> options();

  /** The same with credentials that the service does not take. */
  protected abstract Map<String, String> optionsWithWrongCredentials();

  /** The full name of a key that the service does not have, after one that it has. */
  protected String unknown(String fullName) {
    return fullName.replaceAll("first$", "unknown");
  }

  @BeforeEach
  void addKeys() {
    for (String name : new String[] {"first", "second"}) {
      keys.put(name, standIn.addKey(name));
    }
  }

  @AfterEach
  void stop() {
    standIn.close();
  }

  @Override
  protected final KeyWrapper open(String key) {
    return open(fullName(key), options());
  }

  /** The name of a key as option {@code kek.id} takes it. */
  protected final String fullName(String key) {
    return keys.getOrDefault(key, key);
  }

  /** Opens a wrapper by the provider that is installed under its name. */
  protected final KeyWrapper open(String fullName, Map<String, String> options) {
    return installed().open(fullName, options);
  }

  private KeyWrapperProvider installed() {
    return ServiceLoader.load(KeyWrapperProvider.class).stream()
        .map(ServiceLoader.Provider::get)
        .filter(provider -> provider.name().equals(provider()))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void opening_asks_the_service_for_nothing() {
    wrapper("first").key();
    standIn.closePort();
    wrapper("second").key();
    assertThat(standIn.requests()).isZero();
  }

  @Test
  void a_throttled_request_may_be_made_again_and_is_not_behind_the_back() {
    KeyWrapper wrapper = wrapper("first");
    byte[] plain = plain(80);
    byte[] wrapped = wrapper.wrap(plain);
    int before = standIn.requests();
    standIn.throttle(2);
    assertPassing(plain, () -> wrapper.wrap(plain));
    assertPassing(plain, () -> wrapper.unwrap(wrapped, wrapper.key()));
    assertThat(standIn.requests()).isEqualTo(before + 2);
    assertThat(wrapper.unwrap(wrapped, wrapper.key())).isEqualTo(plain);
  }

  @Test
  void a_request_may_be_made_again_after_an_error_of_the_services_own() {
    KeyWrapper wrapper = wrapper("first");
    byte[] plain = plain(80);
    byte[] wrapped = wrapper.wrap(plain);
    standIn.fail(2);
    assertPassing(plain, () -> wrapper.wrap(plain));
    assertPassing(plain, () -> wrapper.unwrap(wrapped, wrapper.key()));
    assertThat(wrapper.unwrap(wrapped, wrapper.key())).isEqualTo(plain);
  }

  @Test
  void an_outage_passes() {
    KeyWrapper wrapper = wrapper("first");
    byte[] plain = plain(80);
    byte[] wrapped = wrapper.wrap(plain);
    standIn.closePort();
    assertPassing(plain, () -> wrapper.unwrap(wrapped, wrapper.key()));
    standIn.recover();
    assertThat(wrapper.unwrap(wrapped, wrapper.key())).isEqualTo(plain);
    standIn.stopAnswering();
    assertPassing(plain, () -> wrapper.unwrap(wrapped, wrapper.key()));
    standIn.recover();
    assertThat(wrapper.unwrap(wrapped, wrapper.key())).isEqualTo(plain);
  }

  @Test
  void a_service_that_is_out_from_the_start_may_come_back() {
    standIn.closePort();
    KeyWrapper wrapper = wrapper("first");
    byte[] plain = plain(80);
    assertPassing(plain, () -> wrapper.wrap(plain));
    standIn.recover();
    assertThat(wrapper.unwrap(wrapper.wrap(plain), wrapper.key())).isEqualTo(plain);
  }

  @Test
  void nothing_is_done_with_a_key_that_is_disabled() {
    KeyWrapper wrapper = wrapper("first");
    byte[] plain = plain(80);
    byte[] wrapped = wrapper.wrap(plain);
    standIn.disable("first");
    assertLasting(plain, () -> wrapper.wrap(plain));
    assertLasting(plain, () -> wrapper.unwrap(wrapped, wrapper.key()));
    standIn.enable("first");
    assertThat(wrapper.unwrap(wrapped, wrapper.key())).isEqualTo(plain);
  }

  @Test
  void what_was_wrapped_before_a_rotation_is_unwrapped_after_it() {
    KeyWrapper wrapper = wrapper("first");
    byte[] plain = plain(80);
    byte[] before = wrapper.wrap(plain);
    String keyBefore = wrapper.key();
    standIn.rotate("first");
    byte[] after = wrapper.wrap(plain);
    assertThat(wrapper.unwrap(before, keyBefore)).isEqualTo(plain);
    assertThat(wrapper.unwrap(after, wrapper.key())).isEqualTo(plain);
    standIn.rotate("first");
    assertThat(wrapper("second").unwrap(after, keyBefore)).isEqualTo(plain);
  }

  @Test
  void an_unknown_key_is_refused() {
    byte[] plain = plain(80);
    try (KeyWrapper wrapper = open(unknown(fullName("first")), options())) {
      assertLasting(plain, () -> wrapper.wrap(plain));
    }
  }

  @Test
  void wrong_credentials_are_refused_and_not_told() {
    byte[] plain = plain(80);
    Map<String, String> options = optionsWithWrongCredentials();
    try (KeyWrapper wrapper = open(fullName("first"), options)) {
      assertLasting(plain, () -> wrapper.wrap(plain));
      Throwable refused = catchThrowable(() -> wrapper.wrap(plain));
      assertThat(stackTrace(refused)).doesNotContain(secrets(options));
    }
  }

  /** The values of the options that are secret. */
  private List<String> secrets(Map<String, String> options) {
    return installed().define(new ConfigDef()).configKeys().values().stream()
        .filter(option -> option.type == ConfigDef.Type.PASSWORD)
        .map(option -> options.getOrDefault(option.name, "none"))
        .filter(value -> !value.equals("none"))
        .toList();
  }

  @Test
  void a_missing_key_name_is_refused_when_it_is_opened() {
    assertThatThrownBy(() -> open("", options()))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("kek.id");
  }

  @Test
  void every_option_is_explained_and_has_a_default() {
    ConfigDef options = installed().define(new ConfigDef());
    assertThat(options.configKeys().values())
        .isNotEmpty()
        .allSatisfy(
            option -> {
              assertThat(option.name).startsWith("kek.");
              assertThat(option.documentation).endsWith(".");
              assertThat(option.displayName).isNotEqualTo(option.name);
              assertThat(option.group).isNotBlank();
              assertThat(option.hasDefault()).isTrue();
            });
    assertThat(options.names()).containsAll(options().keySet());
  }

  @Test
  void neither_a_key_nor_a_secret_is_logged_at_any_level() throws IOException {
    byte[] plain = plain(80);
    String logged;
    try (LogCapture captured = LogCapture.start()) {
      KeyWrapper wrapper = wrapper("first");
      wrapper.unwrap(wrapper.wrap(plain), wrapper.key());
      logged = captured.text();
    }
    String file = System.getProperty(LOG_FILE);
    if (file != null) {
      logged += Files.readString(Path.of(file), StandardCharsets.ISO_8859_1);
    }
    assertTellsNothing(plain, logged);
    for (String secret : secrets(options())) {
      assertThat(logged.contains(secret)).as("a secret in the log").isFalse();
    }
  }

  /** The running service. */
  protected final KmsStandIn standIn() {
    return standIn;
  }
}
