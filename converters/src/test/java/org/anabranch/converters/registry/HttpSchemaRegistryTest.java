package org.anabranch.converters.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.anabranch.testkit.servers.SchemaRegistryServer;
import org.apache.kafka.connect.errors.DataException;
import org.junit.jupiter.api.Test;

class HttpSchemaRegistryTest extends SchemaRegistryContract {

  private final SchemaRegistryServer server;

  HttpSchemaRegistryTest(SchemaRegistryServer server) {
    super(server);
    this.server = server;
  }

  @Override
  SchemaRegistry open(String url, String... options) {
    return Registries.http(url, options);
  }

  @Test
  void a_schema_that_is_not_avros_is_an_error_that_says_so() {
    String subject = SharedRegistry.newTopic() + "-value";
    server.register(
        subject,
        "{\"schemaType\":\"JSON\",\"schema\":\"{\\\"$schema\\\":\\\"http://json-schema.org/draft-07/schema#\\\",\\\"type\\\":\\\"object\\\"}\"}");
    try (SchemaRegistry registry = open(server.url().toString())) {
      assertThatThrownBy(() -> registry.latest(subject))
          .isInstanceOf(DataException.class)
          .hasMessageContaining("type JSON")
          .hasMessageContaining(subject);
    }
  }

  @Test
  void a_subject_may_have_any_letters() {
    String odd = SharedRegistry.newTopic() + " ä/é?&+%";
    try (SchemaRegistry registry = open(server.url().toString())) {
      int id = registry.register(odd, Registries.ORDER);
      assertThat(registry.latest(odd).id()).isEqualTo(id);
      assertThat(registry.byId(id, odd)).isEqualTo(Registries.ORDER);
    }
  }
}
