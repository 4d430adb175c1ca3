package org.anabranch.converters.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.anabranch.converters.avro.ConfluentClasses;
import org.anabranch.testkit.http.FaultyProxy;
import org.anabranch.testkit.servers.SchemaRegistryServer;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.connect.errors.ConnectException;
import org.junit.jupiter.api.Test;

/** With Confluent's own code. */
class ConfluentSchemaRegistryTest extends SchemaRegistryContract {

  private final SchemaRegistryServer server;
  private final ClassLoader loader = new ConfluentClasses();

  ConfluentSchemaRegistryTest(SchemaRegistryServer server) {
    super(server);
    this.server = server;
  }

  @Override
  SchemaRegistry open(String url, String... options) {
    return SchemaRegistries.open(
        Registries.config(url, options), 100, loader, new Registries.Pauses());
  }

  @Test
  void it_is_used_where_it_lies_beside_the_converter() {
    try (FaultyProxy proxy = FaultyProxy.before(server.url());
        SchemaRegistry registry = open(proxy.url())) {
      assertThat(ConfluentSchemaRegistry.isPresent(loader)).isTrue();
      registry.register(SharedRegistry.newTopic() + "-value", Registries.ORDER);
      assertThat(proxy.headers()).anyMatch(header -> header.startsWith("User-agent: [Java/"));
    }
  }

  @Test
  void it_takes_credentials_from_its_own_options_and_says_when_they_are_refused() {
    String subject = SharedRegistry.newTopic() + "-value";
    try (FaultyProxy proxy = FaultyProxy.before(server.url())) {
      proxy.require(RegistryUrl.basic("ada:secret-1"));
      try (SchemaRegistry registry =
          open(
              proxy.url(),
              "basic.auth.credentials.source",
              "USER_INFO",
              "basic.auth.user.info",
              "ada:secret-1")) {
        assertThat(registry.register(subject, Registries.ORDER)).isPositive();
      }
      try (SchemaRegistry registry = open(proxy.url().replace("//", "//ada:secret-2@"))) {
        assertThatThrownBy(() -> registry.register(subject, Registries.ORDER_BY_TEXT))
            .isExactlyInstanceOf(ConnectException.class)
            .hasMessageContaining("credentials")
            .hasMessageNotContaining("secret-2");
      }
    }
  }

  @Test
  void naming_it_where_it_is_not_to_be_had_is_an_error_that_says_so() {
    assertThat(ConfluentSchemaRegistry.isPresent(Registries.class.getClassLoader())).isFalse();
    assertThatThrownBy(
            () -> Registries.http(server.url().toString(), "schema.registry.client", "confluent"))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("plugin directory");
  }
}
