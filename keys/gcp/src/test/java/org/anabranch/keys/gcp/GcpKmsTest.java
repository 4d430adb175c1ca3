package org.anabranch.keys.gcp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.anabranch.keys.KeyWrapper;
import org.anabranch.keys.RemoteKeyWrapperContract;
import org.anabranch.testkit.kms.GcpKmsStandIn;
import org.anabranch.testkit.kms.KmsStandIn;
import org.apache.kafka.common.config.ConfigException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GcpKmsTest extends RemoteKeyWrapperContract {

  @TempDir Path directory = Path.of("");

  @Override
  protected KmsStandIn start() {
    return GcpKmsStandIn.start();
  }

  @Override
  protected String provider() {
    return "gcp-kms";
  }

  @Override
  protected Map<String, String> options() {
    return options(kms().credentialsJson());
  }

  /** Those of another service account, whose signature the token endpoint does not take. */
  @Override
  protected Map<String, String> optionsWithWrongCredentials() {
    try (GcpKmsStandIn another = GcpKmsStandIn.start()) {
      return options(another.credentialsJson().replace(another.url(), kms().url()));
    }
  }

  private Map<String, String> options(String credentials) {
    return Map.of(
        GcpOptions.ENDPOINT, kms().url(),
        GcpOptions.CREDENTIALS_JSON, credentials,
        GcpOptions.TIMEOUT_MS, TIMEOUT_MS);
  }

  private GcpKmsStandIn kms() {
    return (GcpKmsStandIn) standIn();
  }

  @Test
  void credentials_can_be_in_a_file() throws IOException {
    Path file = Files.writeString(directory.resolve("account.json"), kms().credentialsJson());
    byte[] plain = plain(80);
    Map<String, String> options =
        Map.of(GcpOptions.ENDPOINT, kms().url(), GcpOptions.CREDENTIALS_FILE, file.toString());
    try (KeyWrapper wrapper = open(fullName("first"), options)) {
      assertThat(wrapper.unwrap(wrapper.wrap(plain), wrapper.key())).isEqualTo(plain);
    }
  }

  @Test
  void a_version_that_is_named_wraps_and_any_unwraps() {
    byte[] plain = plain(80);
    String version = fullName("first") + "/cryptoKeyVersions/1";
    try (KeyWrapper wrapper = open(version, options())) {
      assertThat(wrapper.key()).isEqualTo(version);
      assertThat(wrapper.unwrap(wrapper.wrap(plain), wrapper.key())).isEqualTo(plain);
    }
  }

  @Test
  void an_answer_that_was_damaged_on_the_way_is_asked_for_again() {
    KeyWrapper wrapper = wrapper("first");
    byte[] plain = plain(80);
    byte[] wrapped = wrapper.wrap(plain);
    kms().corrupt(true);
    assertPassing(plain, () -> wrapper.wrap(plain));
    assertPassing(plain, () -> wrapper.unwrap(wrapped, wrapper.key()));
    kms().corrupt(false);
    assertThat(wrapper.unwrap(wrapped, wrapper.key())).isEqualTo(plain);
  }

  @Test
  void versions_of_a_key_are_the_same_key() {
    KeyWrapper wrapper = wrapper("first");
    assertThat(wrapper.identity(fullName("first") + "/cryptoKeyVersions/3"))
        .isEqualTo(wrapper.identity(fullName("first")))
        .isNotEqualTo(wrapper.identity(fullName("second")));
  }

  @Test
  void bad_options_are_refused_without_telling_them() {
    String key = fullName("first");
    String secret = "{\"type\":\"service_account\",\"private_key\":\"marker\"}";
    assertRefused("projects/p1/locations/l/keyRings/r", Map.of(), "kek.id");
    assertRefused(key, Map.of(GcpOptions.CREDENTIALS_JSON, secret), GcpOptions.CREDENTIALS_JSON);
    assertRefused(
        key,
        Map.of(GcpOptions.CREDENTIALS_FILE, directory.resolve("none").toString()),
        GcpOptions.CREDENTIALS_FILE);
    assertRefused(
        key,
        Map.of(GcpOptions.CREDENTIALS_FILE, "f", GcpOptions.CREDENTIALS_JSON, secret),
        GcpOptions.CREDENTIALS_FILE);
    assertRefused(key, Map.of(GcpOptions.ENDPOINT, "kms.example"), GcpOptions.ENDPOINT);
  }

  private void assertRefused(String key, Map<String, String> options, String option) {
    assertThatThrownBy(() -> open(key, options))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining(option)
        .hasNoCause()
        .message()
        .doesNotContain("marker");
  }
}
