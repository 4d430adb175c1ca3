package org.anabranch.keys.vault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.anabranch.keys.KeyWrapper;
import org.anabranch.keys.RemoteKeyWrapperContract;
import org.anabranch.testkit.http.ServerCertificate;
import org.anabranch.testkit.kms.KmsStandIn;
import org.anabranch.testkit.kms.VaultTransitStandIn;
import org.apache.kafka.common.config.ConfigException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VaultTransitTest extends RemoteKeyWrapperContract {
  private static final String TOKEN = "hvs.stand-in";

  @TempDir Path directory = Path.of("");

  @Override
  protected KmsStandIn start() {
    VaultTransitStandIn vault = VaultTransitStandIn.start();
    vault.allow(TOKEN);
    return vault;
  }

  @Override
  protected String provider() {
    return "vault-transit";
  }

  @Override
  protected Map<String, String> options() {
    return options(vault().url(), VaultOptions.TOKEN, TOKEN);
  }

  @Override
  protected Map<String, String> optionsWithWrongCredentials() {
    return options(vault().url(), VaultOptions.TOKEN, "hvs.another");
  }

  private static Map<String, String> options(String address, String option, String value) {
    return Map.of(
        VaultOptions.ADDRESS,
        address,
        VaultOptions.NAMESPACE,
        VaultTransitStandIn.NAMESPACE,
        VaultOptions.TIMEOUT_MS,
        TIMEOUT_MS,
        option,
        value);
  }

  private VaultTransitStandIn vault() {
    return (VaultTransitStandIn) standIn();
  }

  @Test
  void what_is_wrapped_is_the_text_that_vault_gave() {
    KeyWrapper wrapper = wrapper("first");
    assertThat(wrapper.key()).isEqualTo("transit/first");
    assertThat(new String(wrapper.wrap(plain(80)), StandardCharsets.UTF_8)).startsWith("vault:v1:");
    standIn().rotate("first");
    assertThat(new String(wrapper.wrap(plain(80)), StandardCharsets.UTF_8)).startsWith("vault:v2:");
  }

  @Test
  void a_token_that_was_renewed_in_its_file_is_used_at_once() throws IOException {
    Path file = directory.resolve("token");
    byte[] plain = plain(80);
    try (KeyWrapper wrapper =
        open("first", options(vault().url(), VaultOptions.TOKEN_FILE, file.toString()))) {
      assertPassing(plain, () -> wrapper.wrap(plain));
      Files.writeString(file, TOKEN + "\n");
      byte[] wrapped = wrapper.wrap(plain);
      vault().revoke(TOKEN);
      assertLasting(plain, () -> wrapper.unwrap(wrapped, wrapper.key()));
      vault().allow("hvs.renewed");
      Files.writeString(file, "hvs.renewed\n");
      assertThat(wrapper.unwrap(wrapped, wrapper.key())).isEqualTo(plain);
    }
  }

  @Test
  void vault_is_trusted_over_https_by_the_authority_that_is_named() throws IOException {
    ServerCertificate certificate = ServerCertificate.generate();
    Path file = Files.writeString(directory.resolve("ca.pem"), certificate.pem());
    byte[] plain = plain(80);
    try (VaultTransitStandIn https = VaultTransitStandIn.start(certificate)) {
      https.allow(TOKEN);
      https.addKey("first");
      Map<String, String> options = new HashMap<>(options(https.url(), VaultOptions.TOKEN, TOKEN));
      try (KeyWrapper distrusting = open("first", options)) {
        assertLasting(plain, () -> distrusting.wrap(plain));
      }
      options.put(VaultOptions.CA_FILE, file.toString());
      try (KeyWrapper wrapper = open("first", options)) {
        assertThat(wrapper.unwrap(wrapper.wrap(plain), wrapper.key())).isEqualTo(plain);
      }
    }
  }

  @Test
  void bad_options_are_refused() throws IOException {
    Path empty = Files.writeString(directory.resolve("empty.pem"), "");
    assertRefused(Map.of(), VaultOptions.ADDRESS);
    assertRefused(Map.of(VaultOptions.ADDRESS, "vault:8200"), VaultOptions.ADDRESS);
    assertRefused(
        Map.of(VaultOptions.ADDRESS, "http://v:1", VaultOptions.MOUNT, "../sys"),
        VaultOptions.MOUNT);
    assertRefused(
        Map.of(
            VaultOptions.ADDRESS, "http://v:1",
            VaultOptions.TOKEN, TOKEN,
            VaultOptions.TOKEN_FILE, "token"),
        VaultOptions.TOKEN_FILE);
    assertRefused(
        Map.of(VaultOptions.ADDRESS, "https://v:1", VaultOptions.CA_FILE, empty.toString()),
        VaultOptions.CA_FILE);
  }

  private void assertRefused(Map<String, String> options, String option) {
    assertThatThrownBy(() -> open("first", options))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining(option)
        .message()
        .doesNotContain(TOKEN);
  }
}
