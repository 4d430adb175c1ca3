package org.anabranch.keys.azure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.anabranch.keys.KeyWrapper;
import org.anabranch.keys.RemoteKeyWrapperContract;
import org.anabranch.testkit.http.ServerCertificate;
import org.anabranch.testkit.kms.AzureKeyVaultStandIn;
import org.anabranch.testkit.kms.KmsStandIn;
import org.apache.kafka.common.config.ConfigException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AzureKeyVaultTest extends RemoteKeyWrapperContract {

  private static final ServerCertificate CERTIFICATE = ServerCertificate.generate();

  @TempDir Path directory = Path.of("");

  @Override
  protected KmsStandIn start() {
    return AzureKeyVaultStandIn.start(CERTIFICATE);
  }

  @Override
  protected String provider() {
    return "azure-key-vault";
  }

  @Override
  protected Map<String, String> options() {
    return options(AzureKeyVaultStandIn.CLIENT_SECRET);
  }

  @Override
  protected Map<String, String> optionsWithWrongCredentials() {
    return options("another");
  }

  private Map<String, String> options(String secret) {
    return Map.of(
        AzureOptions.TENANT_ID,
        AzureKeyVaultStandIn.TENANT,
        AzureOptions.CLIENT_ID,
        AzureKeyVaultStandIn.CLIENT_ID,
        AzureOptions.CLIENT_SECRET,
        secret,
        AzureOptions.AUTHORITY_HOST,
        vault().url(),
        AzureOptions.CA_FILE,
        certificate().toString(),
        AzureOptions.VERIFY_RESOURCE,
        "false",
        AzureOptions.TIMEOUT_MS,
        TIMEOUT_MS);
  }

  private Path certificate() {
    try {
      return Files.writeString(directory.resolve("ca.pem"), CERTIFICATE.pem());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private AzureKeyVaultStandIn vault() {
    return (AzureKeyVaultStandIn) standIn();
  }

  @Test
  void a_version_that_is_named_wraps_also_after_a_rotation() {
    String version = vault().version("first");
    vault().rotate("first");
    byte[] plain = plain(80);
    try (KeyWrapper wrapper = open(fullName("first") + "/" + version, options())) {
      byte[] wrapped = wrapper.wrap(plain);
      assertThat(VersionedBytes.parse(wrapped).version()).isEqualTo(version);
      assertThat(wrapper.unwrap(wrapped, wrapper.key())).isEqualTo(plain);
    }
    byte[] newest = wrapper("first").wrap(plain);
    assertThat(VersionedBytes.parse(newest).version())
        .isEqualTo(vault().version("first"))
        .isNotEqualTo(version);
  }

  @Test
  void tokens_are_sent_to_no_vault_that_asks_for_another_domains() {
    Map<String, String> options = new HashMap<>(options());
    options.put(AzureOptions.VERIFY_RESOURCE, "true");
    byte[] plain = plain(80);
    try (KeyWrapper wrapper = open(fullName("first"), options)) {
      assertLasting(plain, () -> wrapper.wrap(plain));
    }
    assertThat(vault().requests()).isZero();
  }

  @Test
  void another_vault_is_not_asked_where_domains_are_not_verified() {
    KeyWrapper wrapper = wrapper("first");
    byte[] plain = plain(80);
    byte[] wrapped = wrapper.wrap(plain);
    try (AzureKeyVaultStandIn another = AzureKeyVaultStandIn.start(CERTIFICATE)) {
      String elsewhere = another.addKey("first");
      assertLasting(plain, () -> wrapper.unwrap(wrapped, elsewhere));
      assertThat(another.requests()).isZero();
    }
  }

  @Test
  void a_vault_with_an_unknown_certificate_is_not_trusted() {
    Map<String, String> options = new HashMap<>(options());
    options.remove(AzureOptions.CA_FILE);
    byte[] plain = plain(80);
    try (KeyWrapper wrapper = open(fullName("first"), options)) {
      assertLasting(plain, () -> wrapper.wrap(plain));
    }
  }

  @Test
  void the_workers_own_credentials_are_looked_for_when_they_are_needed() {
    try (KeyWrapper wrapper = open(fullName("first"), Map.of())) {
      assertThat(wrapper.key()).isEqualTo(fullName("first"));
    }
  }

  @Test
  void versions_of_a_key_are_the_same_key() {
    KeyWrapper wrapper = wrapper("first");
    assertThat(wrapper.identity(fullName("first") + "/" + vault().version("first")))
        .isEqualTo(wrapper.identity(fullName("first")))
        .isNotEqualTo(wrapper.identity(fullName("second")));
  }

  @Test
  void bad_options_are_refused() {
    String key = fullName("first");
    assertRefused("http://v.vault.azure.net/keys/k", Map.of(), "kek.id");
    assertRefused(key, Map.of(AzureOptions.CLIENT_SECRET, "marker"), AzureOptions.TENANT_ID);
    assertRefused(
        key, Map.of(AzureOptions.AUTHORITY_HOST, "http://login"), AzureOptions.AUTHORITY_HOST);
    assertRefused(
        key,
        Map.of(AzureOptions.CA_FILE, directory.resolve("none").toString()),
        AzureOptions.CA_FILE);
  }

  private void assertRefused(String key, Map<String, String> options, String option) {
    assertThatThrownBy(() -> open(key, options))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining(option)
        .message()
        .doesNotContain("marker");
  }
}
