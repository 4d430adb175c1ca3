package org.anabranch.converters.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import org.anabranch.testkit.servers.Ports;
import org.anabranch.testkit.servers.SchemaRegistryServer;
import org.apache.avro.Schema;
import org.apache.kafka.connect.errors.RetriableException;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What each way of asking a registry has to do, against a real one. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
@ExtendWith(SharedRegistry.class)
abstract class SchemaRegistryContract {

  private final URI url;
  private final SchemaRegistryServer server;
  private final String subject = SharedRegistry.newTopic() + "-value";

  SchemaRegistryContract(SchemaRegistryServer server) {
    this.server = server;
    this.url = server.url();
  }

  /** A registry that is asked in the way that is tested. */
  abstract SchemaRegistry open(String url, String... options);

  @Test
  void a_schema_that_is_registered_is_found_by_its_id_and_by_itself() {
    try (SchemaRegistry registry = open(url.toString())) {
      int id = registry.register(subject, Registries.ORDER);
      assertThat(registry.byId(id, subject)).isEqualTo(Registries.ORDER);
      assertThat(registry.byId(id, null)).isEqualTo(Registries.ORDER);
      assertThat(registry.idOf(subject, Registries.ORDER)).isEqualTo(id);
      assertThat(registry.versionOf(subject, id)).isEqualTo(1);
      assertThat(registry.versionOf(subject + "-other", id)).isNull();
      assertThat(registry.register(subject, Registries.ORDER)).isEqualTo(id);
    }
  }

  @Test
  void the_newest_version_is_the_one_that_was_registered_last() {
    try (SchemaRegistry registry = open(url.toString())) {
      registry.register(subject, Registries.ORDER);
      int second = registry.register(subject, Registries.ORDER_WITH_NOTE);
      assertThat(registry.latest(subject))
          .isEqualTo(new RegisteredSchema(second, 2, Registries.ORDER_WITH_NOTE));
    }
  }

  @Test
  void properties_of_a_schema_are_kept() {
    Schema schema = new Schema.Parser().parse(Registries.ORDER.toString());
    schema.addProp("connect.name", "shop.Order");
    schema.getField("id").schema().addProp("connect.version", 3);
    try (SchemaRegistry registry = open(url.toString(), "normalize.schemas", "true")) {
      assertThat(registry.byId(registry.register(subject, schema), subject)).isEqualTo(schema);
      assertThat(registry.idOf(subject, schema)).isPositive();
    }
  }

  @Test
  void an_id_that_is_not_known_is_an_error_that_says_so() {
    try (SchemaRegistry registry = open(url.toString())) {
      assertThatThrownBy(() -> registry.byId(123_456, subject))
          .isInstanceOf(UnknownSchemaException.class)
          .hasMessageContaining("id 123456")
          .hasMessageContaining(url.toString())
          .hasMessageContaining("schema.registry.url");
    }
  }

  @Test
  void a_schema_or_a_subject_that_is_not_known_is_an_error_that_says_so() {
    try (SchemaRegistry registry = open(url.toString())) {
      assertThatThrownBy(() -> registry.idOf(subject, Registries.ORDER))
          .isInstanceOf(UnknownSchemaException.class)
          .hasMessageContaining(subject)
          .hasMessageContaining("auto.register.schemas");
      assertThatThrownBy(() -> registry.latest(subject))
          .isInstanceOf(UnknownSchemaException.class)
          .hasMessageContaining(subject);
      registry.register(subject, Registries.ORDER);
      assertThatThrownBy(() -> registry.idOf(subject, Registries.ORDER_BY_TEXT))
          .isInstanceOf(UnknownSchemaException.class)
          .hasMessageContaining(subject);
    }
  }

  @Test
  void a_schema_that_may_not_follow_is_refused_with_the_registrys_reasons() {
    try (SchemaRegistry registry = open(url.toString())) {
      assertThat(registry.incompatibilities(subject, Registries.ORDER)).isEmpty();
      registry.register(subject, Registries.ORDER);
      server.setCompatibility(subject, "BACKWARD");
      assertThat(registry.incompatibilities(subject, Registries.ORDER_WITH_NOTE)).isEmpty();
      assertThat(registry.incompatibilities(subject, Registries.ORDER_BY_TEXT)).isNotEmpty();
      assertThatThrownBy(() -> registry.register(subject, Registries.ORDER_BY_TEXT))
          .isInstanceOf(IncompatibleSchemaException.class)
          .hasMessageContaining(subject)
          .hasMessageContaining("409");
    }
  }

  @Test
  void a_schema_comes_with_all_to_which_it_refers() {
    String base = subject;
    server.register(
        base + "-city",
        "{\"schema\":\"{\\\"type\\\":\\\"record\\\",\\\"name\\\":\\\"shop.City\\\",\\\"fields\\\":[{\\\"name\\\":\\\"name\\\",\\\"type\\\":\\\"string\\\"}]}\"}");
    server.register(
        base + "-address",
        "{\"schema\":\"{\\\"type\\\":\\\"record\\\",\\\"name\\\":\\\"shop.Address\\\",\\\"fields\\\":[{\\\"name\\\":\\\"city\\\",\\\"type\\\":\\\"shop.City\\\"}]}\","
            + "\"references\":[{\"name\":\"shop.City\",\"subject\":\""
            + base
            + "-city\",\"version\":1}]}");
    server.register(
        base,
        "{\"schema\":\"{\\\"type\\\":\\\"record\\\",\\\"name\\\":\\\"shop.Person\\\",\\\"fields\\\":[{\\\"name\\\":\\\"home\\\",\\\"type\\\":\\\"shop.Address\\\"},{\\\"name\\\":\\\"born\\\",\\\"type\\\":\\\"shop.City\\\"}]}\","
            + "\"references\":[{\"name\":\"shop.Address\",\"subject\":\""
            + base
            + "-address\",\"version\":1},"
            + "{\"name\":\"shop.City\",\"subject\":\""
            + base
            + "-city\",\"version\":1}]}");
    try (SchemaRegistry registry = open(url.toString())) {
      RegisteredSchema person = registry.latest(subject);
      assertThat(person.schema().getField("home").schema().getField("city").schema())
          .isEqualTo(person.schema().getField("born").schema());
      assertThat(registry.byId(person.id(), subject)).isEqualTo(person.schema());
    }
  }

  @Test
  void a_registry_that_is_down_fails_for_now() {
    try (SchemaRegistry registry =
        open("http://127.0.0.1:" + Ports.free(), "retries.wait.ms", "1", "max.retries", "1")) {
      assertThatThrownBy(() -> registry.register(subject, Registries.ORDER))
          .isInstanceOf(RetriableException.class)
          .hasMessageContaining("did not answer")
          .hasMessageContaining(subject)
          .hasMessageContaining("2 times");
    }
  }
}
