package org.anabranch.converters.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.anabranch.testkit.servers.SchemaRegistryServer;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
@ExtendWith(SharedRegistry.class)
class SchemaChoiceTest {

  private final SchemaRegistryServer server;
  private final SchemaRegistry registry;
  private final String subject = SharedRegistry.newTopic() + "-value";

  SchemaChoiceTest(SchemaRegistryServer server) {
    this.server = server;
    registry = Registries.http(server.url().toString());
  }

  private SchemaChoice choice(String... options) {
    return SchemaChoice.of(Registries.config(server.url().toString(), options), registry);
  }

  @Test
  void a_new_schema_is_registered() {
    WrittenSchema first = choice().of(subject, Registries.ORDER);
    assertThat(registry.latest(subject).id()).isEqualTo(first.id());
    assertThat(choice().of(subject, Registries.ORDER_BY_TEXT).id()).isNotEqualTo(first.id());
  }

  @Test
  void where_none_is_registered_a_schema_has_to_be_there() {
    SchemaChoice lookUp = choice("auto.register.schemas", "false");
    assertThatThrownBy(() -> lookUp.of(subject, Registries.ORDER))
        .isInstanceOf(UnknownSchemaException.class);
    int id = registry.register(subject, Registries.ORDER);
    assertThat(lookUp.of(subject, Registries.ORDER))
        .isEqualTo(new WrittenSchema(id, Registries.ORDER));
  }

  @Test
  void the_newest_version_is_taken_where_it_can_stand_for_the_records_own() {
    SchemaChoice latest = choice("auto.register.schemas", "false", "use.latest.version", "true");
    assertThatThrownBy(() -> latest.of(subject, Registries.ORDER))
        .isInstanceOf(UnknownSchemaException.class);
    int id = registry.register(subject, Registries.ORDER_WITH_NOTE);
    assertThat(latest.of(subject, Registries.ORDER))
        .isEqualTo(new WrittenSchema(id, Registries.ORDER_WITH_NOTE));
    assertThatThrownBy(() -> latest.of(subject, Registries.ORDER_BY_TEXT))
        .isInstanceOf(IncompatibleSchemaException.class)
        .hasMessageContaining(subject)
        .hasMessageContaining("/fields/0/type")
        .hasMessageContaining("latest.compatibility.strict");
    WrittenSchema lenient =
        choice(
                "auto.register.schemas",
                "false",
                "use.latest.version",
                "true",
                "latest.compatibility.strict",
                "false")
            .of(subject, Registries.ORDER_BY_TEXT);
    assertThat(lenient.id()).isEqualTo(id);
  }

  @Test
  void what_the_registry_refuses_is_an_error_with_its_reasons_and_what_to_do() {
    choice().of(subject, Registries.ORDER);
    server.setCompatibility(subject, "BACKWARD");
    assertThatThrownBy(() -> choice().of(subject, Registries.ORDER_BY_TEXT))
        .isInstanceOf(IncompatibleSchemaException.class)
        .hasMessageContaining(subject)
        .hasMessageContaining(server.url().toString())
        .hasMessageContaining("docs/converters.md");
    assertThat(registry.latest(subject).version()).isEqualTo(1);
  }

  @Test
  void compatibility_is_checked_here_where_the_registry_checks_none() {
    choice().of(subject, Registries.ORDER_WITH_NOTE);
    SchemaChoice backward = choice("compatibility", "backward");
    assertThatThrownBy(() -> backward.of(subject, Registries.ORDER_BY_TEXT))
        .isInstanceOf(IncompatibleSchemaException.class)
        .hasMessageContaining("compatibility=backward")
        .hasMessageContaining("/fields/0/type");
    assertThat(registry.latest(subject).version()).isEqualTo(1);
    assertThat(backward.of(subject, Registries.ORDER).id()).isPositive();
    assertThat(registry.latest(subject).version()).isEqualTo(2);
  }

  @Test
  void forward_asks_the_version_before_to_read_the_new_one() {
    choice().of(subject, Registries.ORDER_WITH_NOTE);
    assertThat(choice("compatibility", "forward").of(subject, Registries.ORDER).id()).isPositive();
    String other = SharedRegistry.newTopic() + "-value";
    choice().of(other, Registries.ORDER);
    assertThat(choice("compatibility", "full").of(other, Registries.ORDER_WITH_NOTE).id())
        .isPositive();
    assertThatThrownBy(() -> choice("compatibility", "full").of(other, Registries.ORDER_BY_TEXT))
        .isInstanceOf(IncompatibleSchemaException.class)
        .hasMessageContaining("does not read the new one");
  }

  @Test
  void a_version_that_is_registered_may_be_written_beside_newer_ones() {
    int old = choice().of(subject, Registries.ORDER).id();
    choice().of(subject, Registries.ORDER_BY_TEXT);
    assertThat(choice("compatibility", "full").of(subject, Registries.ORDER).id()).isEqualTo(old);
    server.setCompatibility(subject, "FULL");
    assertThat(choice().of(subject, Registries.ORDER).id()).isEqualTo(old);
    assertThat(registry.latest(subject).version()).isEqualTo(2);
  }
}
