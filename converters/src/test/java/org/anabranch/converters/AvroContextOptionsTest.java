package org.anabranch.converters;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.apache.kafka.common.config.ConfigDef.ConfigKey;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.config.ConfigValue;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class AvroContextOptionsTest {

  private static final String URL = "http://registry.example:8081";

  private static List<ConfigValue> wrong(String... options) {
    return new AvroContextConverter()
        .config().validate(Orders.configuration(URL, options)).stream()
            .filter(value -> !value.errorMessages().isEmpty())
            .toList();
  }

  @Test
  void all_options_have_a_group_a_name_and_a_sentence() {
    for (ConfigKey key : AvroContextOptions.definition().configKeys().values()) {
      if (!key.internalConfig) {
        assertThat(key.group).as(key.name).isNotEmpty();
        assertThat(key.displayName).as(key.name).isNotEqualTo(key.name);
        assertThat(key.documentation).as(key.name).endsWith(".");
        assertThat(key.name).isLowerCase();
      }
    }
  }

  @Test
  void a_configuration_that_was_written_for_confluents_converter_is_taken() {
    String[] options = {
      "enhanced.avro.schema.support", "true",
      "connect.meta.data", "true",
      "scrub.invalid.names", "true",
      "auto.register.schemas", "true",
      "schemas.cache.config", "500",
      "max.schemas.per.subject", "200",
      "basic.auth.credentials.source", "USER_INFO",
      "basic.auth.user.info", "ada:secret",
      "value.subject.name.strategy", "io.confluent.kafka.serializers.subject.RecordNameStrategy",
      "latest.compatibility.strict", "false",
      "use.latest.version", "false",
      "use.schema.id", "-1",
      "id.compatibility.strict", "true",
      "latest.cache.size", "100",
      "schema.registry.ssl.truststore.type", "PKCS12",
    };
    assertThat(wrong(options)).isEmpty();
    Orders.values(URL, options).close();
  }

  @ParameterizedTest
  @CsvSource({
    "enhanced.avro.schema.support, false",
    "connect.meta.data, false",
    "flatten.unions, true",
    "generalized.sum.type.support, true",
    "allow.optional.map.keys, true",
    "use.schema.id, 7",
    "use.latest.with.metadata, a=b",
    "context.name.strategy, com.example.Strategy",
    "rule.executors, encrypt",
    "value.subject.name.strategy, com.example.Strategy",
    "delegate.class, com.example.Missing",
    "delegate.class, org.anabranch.converters.AvroContextConverter",
    "delegate.class, java.lang.String",
    "compatibility, none",
    "max.retries, -1",
    "schema.registry.client, telnet",
  })
  void what_would_be_done_otherwise_is_refused_by_a_validation_and_at_the_start(
      String option, String value) {
    assertThat(wrong(option, value))
        .singleElement()
        .satisfies(
            found -> {
              assertThat(found.name()).isEqualTo(option);
              assertThat(found.errorMessages()).hasSize(1);
            });
    assertThatThrownBy(() -> Orders.values(URL, option, value))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining(option);
  }

  @Test
  void a_registry_has_to_be_named() {
    assertThatThrownBy(() -> new AvroContextConverter().configure(Map.of(), false))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("schema.registry.url");
  }

  @Test
  void a_converter_that_is_not_configured_says_so() {
    assertThatThrownBy(() -> new AvroContextConverter().toConnectData("t", new byte[0]))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("not configured");
  }
}
