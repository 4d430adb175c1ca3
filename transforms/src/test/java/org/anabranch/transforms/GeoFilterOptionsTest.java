package org.anabranch.transforms;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.config.ConfigValue;
import org.apache.kafka.connect.json.JsonConverter;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Wrong options, as a validation and as a start answer them. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class GeoFilterOptionsTest {

  private static final String POLICY =
      """
      version: 1
      regions: {eu: {}, us: {}}
      rules:
        - name: emails
          then: {mask: {email: hash}}
      otherwise: withhold
      """;

  private static Map<String, String> options() {
    Map<String, String> options = new HashMap<>();
    options.put("policy", POLICY);
    options.put("origin.region", "eu");
    options.put("destination.region", "us");
    options.put("mask.secret", "0123456789abcdef");
    return options;
  }

  private static void refused(Map<String, String> options, String message) {
    assertThatThrownBy(
            () -> {
              try (GeoFilter.Value<?> filter = new GeoFilter.Value<>()) {
                filter.configure(options);
              }
            })
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining(message);
  }

  private static Map<String, List<String>> validated(Map<String, String> options) {
    return new GeoFilter.Value<>()
        .config().validate(options).stream()
            .filter(value -> !value.errorMessages().isEmpty())
            .collect(Collectors.toMap(ConfigValue::name, ConfigValue::errorMessages));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "origin.region      | mars        | origin.region  | mars",
        "destination.region | a b         | destination.region | letters, digits",
        "destination.region | mars        | origin.region  | mars",
        "destination.region | eu          | origin.region  | are both 'eu'",
        "mask.secret        | brief       | mask.secret    | at least 16",
        "mask.secret        |             | origin.region  | mask.secret",
        "policy             |             | origin.region  | either policy or policy.file",
        "policy.file        | /missing    | policy.file    | cannot be read",
        "on.error           | ignore      | on.error       | withhold, fail, quarantine",
        "value.converter    | no.Class    | value.converter| JsonConverter",
        "value.converter    | org.apache.kafka.connect.json.JsonConverter | value.converter | Set key.converter",
        "key.converter      | java.lang.String | key.converter | JsonConverter",
      })
  void a_wrong_option_is_named_at_validation_and_refused_at_the_start(
      String option, String value, String named, String message) {
    Map<String, String> options = options();
    if (value == null) {
      options.remove(option);
    } else {
      options.put(option, value);
    }
    assertThat(validated(options)).containsKey(named);
    assertThat(String.join(" ", validated(options).getOrDefault(named, List.of())))
        .contains(message)
        .doesNotContain("0123456789abcdef");
    refused(options, message);
  }

  @Test
  void a_wrong_policy_is_told_by_rule_and_position() {
    Map<String, String> options = options();
    options.put(
        "policy", POLICY.replace("then: {mask: {email: hash}}", "then: {mask: {email: x}}"));
    assertThat(validated(options)).containsOnlyKeys("policy");
    assertThat(validated(options).getOrDefault("policy", List.of()))
        .singleElement()
        .asString()
        .contains("rule 'emails'", "5:", "there is no mask 'x'");
  }

  @Test
  void a_policy_that_encrypts_needs_the_options_of_its_keys(@TempDir Path directory) {
    Map<String, String> options = options();
    options.put(
        "policy", POLICY.replace("{mask: {email: hash}}", "{encrypt: {email: authenticated(k)}}"));
    String where = "rule 'emails' at 5:22 encrypts the field 'email' by authenticated(k)";
    assertRefused(options, "origin.region", where);
    assertRefused(options, "origin.region", "key.store.bootstrap.servers is missing");
    options.put("key.store.bootstrap.servers", "127.0.0.1:1");
    assertRefused(options, "origin.region", "kek.local.keyset.file is missing");
    options.put("kek.provider", "elsewhere");
    assertRefused(options, "origin.region", "No such provider is installed");
    options.put("kek.provider", "local");
    options.put("kek.local.keyset.file", directory.resolve("keyset.json").toString());
    assertThat(validated(options)).isEmpty();
    options.remove("kek.local.keyset.file");
    options.put("dry.run", "true");
    assertThat(validated(options)).isEmpty();
  }

  @Test
  void a_policy_is_inline_or_in_a_file(@TempDir Path directory) throws Exception {
    Path file = Files.writeString(directory.resolve("p.yaml"), POLICY);
    Map<String, String> options = options();
    assertThat(validated(options)).isEmpty();
    options.put("policy.file", file.toString());
    refused(options, "either policy or policy.file");
    options.remove("policy");
    assertThat(validated(options)).isEmpty();
    try (GeoFilter.Value<?> filter = new GeoFilter.Value<>()) {
      filter.configure(options);
    }
    Files.writeString(file, "version: 1\n");
    assertThat(validated(options)).containsOnlyKeys("policy.file");
  }

  @Test
  void what_a_choice_needs_is_asked_for() {
    Map<String, String> quarantine = options();
    quarantine.put("on.error", "quarantine");
    assertRefused(quarantine, "on.error", "quarantine.producer.bootstrap.servers");
    quarantine.put("quarantine.topic", "kept");
    quarantine.put("quarantine.producer.bootstrap.servers", "127.0.0.1:1");
    assertRefused(quarantine, "on.error", "key.converter and value.converter");
    quarantine.put("key.converter", JsonConverter.class.getName());
    assertRefused(quarantine, "on.error", "key.converter and value.converter");
    quarantine.put("value.converter", JsonConverter.class.getName());
    assertThat(validated(quarantine)).isEmpty();
    Map<String, String> consents = options();
    consents.put(
        "policy",
        """
        version: 1
        regions: {eu: {}, us: {}}
        consents: {profiling: {topic: consent, subject: id}}
        rules:
          - {name: profiled, when: "consented('profiling')", then: deliver}
        otherwise: withhold
        """);
    assertRefused(consents, "origin.region", "consent.bootstrap.servers");
    consents.put("consent.bootstrap.servers", "127.0.0.1:1");
    assertThat(validated(consents)).isEmpty();
  }

  private static void assertRefused(Map<String, String> options, String named, String message) {
    assertThat(validated(options)).containsOnlyKeys(named);
    assertThat(String.join(" ", validated(options).getOrDefault(named, List.of())))
        .contains(message);
    refused(options, message);
  }

  @Test
  void a_converter_has_options_of_its_own() {
    Map<String, String> options = options();
    options.put("key.converter", JsonConverter.class.getName());
    options.put("value.converter", JsonConverter.class.getName());
    options.put("value.converter.schemas.enable", "false");
    assertThat(validated(options)).isEmpty();
    try (GeoFilter.Value<?> filter = new GeoFilter.Value<>()) {
      filter.configure(options);
    }
  }
}
