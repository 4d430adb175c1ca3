package org.anabranch.converters.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.anabranch.testkit.http.FaultyProxy;
import org.anabranch.testkit.http.ServerCertificate;
import org.anabranch.testkit.servers.SchemaRegistryServer;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.connect.errors.ConnectException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
@ExtendWith(SharedRegistry.class)
class RegistryTlsTest {

  private static final ServerCertificate CERTIFICATE = ServerCertificate.generate();
  private static final ServerCertificate CLIENT = ServerCertificate.generate();

  private final FaultyProxy proxy;
  private final FaultyProxy asking;
  private final String subject = SharedRegistry.newTopic() + "-value";
  private final Path files;

  RegistryTlsTest(SchemaRegistryServer server, @TempDir Path files) {
    proxy = FaultyProxy.before(server.url(), CERTIFICATE);
    asking = FaultyProxy.before(server.url(), CERTIFICATE, CLIENT);
    this.files = files;
  }

  @AfterEach
  void close() {
    proxy.close();
    asking.close();
  }

  private void register(String url, String... options) {
    try (SchemaRegistry registry = Registries.http(url, options)) {
      assertThat(registry.register(subject, Registries.ORDER)).isPositive();
    }
  }

  private String file(String name, String text) throws IOException {
    return Files.writeString(files.resolve(name), text).toString();
  }

  @Test
  void a_certificate_is_trusted_that_a_file_or_an_option_names() throws IOException {
    register(
        proxy.url(),
        TlsOptions.TRUST_FILE,
        file("trusted.pem", CERTIFICATE.pem()),
        TlsOptions.TRUST_TYPE,
        "PEM");
    register(proxy.url(), TlsOptions.TRUST_PEM, CERTIFICATE.pem());
  }

  @Test
  void a_certificate_that_is_not_trusted_is_an_error_that_is_not_tried_again() {
    try (SchemaRegistry registry = Registries.http(proxy.url())) {
      assertThatThrownBy(() -> registry.register(subject, Registries.ORDER))
          .isExactlyInstanceOf(ConnectException.class)
          .hasMessageContaining("not trusted")
          .hasMessageContaining(TlsOptions.TRUST_FILE);
    }
  }

  @Test
  void a_registry_that_asks_for_a_certificate_is_shown_one() throws IOException {
    Path own = files.resolve("own.p12");
    CLIENT.write(own);
    register(
        asking.url(),
        TlsOptions.TRUST_PEM,
        CERTIFICATE.pem(),
        TlsOptions.KEY_FILE,
        own.toString(),
        TlsOptions.KEYS_TYPE,
        "PKCS12",
        TlsOptions.KEYS_PASSWORD,
        ServerCertificate.PASSWORD);
    register(
        asking.url(),
        TlsOptions.TRUST_PEM,
        CERTIFICATE.pem(),
        TlsOptions.KEY_PEM,
        CLIENT.keyPem(),
        TlsOptions.CHAIN_PEM,
        CLIENT.pem());
    register(
        asking.url(),
        TlsOptions.TRUST_PEM,
        CERTIFICATE.pem(),
        TlsOptions.KEY_FILE,
        file("own.pem", CLIENT.keyPem() + CLIENT.pem()),
        TlsOptions.KEYS_TYPE,
        "PEM");
  }

  @Test
  void a_store_that_cannot_be_read_is_an_error_that_shows_no_password() {
    Path own = files.resolve("own.p12");
    CLIENT.write(own);
    assertThatThrownBy(
            () ->
                Registries.http(
                    asking.url(),
                    TlsOptions.KEY_FILE,
                    own.toString(),
                    TlsOptions.KEYS_PASSWORD,
                    "not-this-one"))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining(TlsOptions.KEY_FILE)
        .hasMessageContaining(TlsOptions.KEYS_PASSWORD)
        .hasMessageNotContaining("not-this-one");
  }

  @Test
  void an_option_that_is_misspelt_or_not_known_is_refused() {
    assertThatThrownBy(
            () -> Registries.http(proxy.url(), "schema.registry.ssl.truststore.locaton", "file"))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("truststore.locaton is not known");
    assertThatThrownBy(() -> Registries.config(proxy.url(), TlsOptions.NAME_CHECK, ""))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining(TlsOptions.NAME_CHECK);
  }
}
