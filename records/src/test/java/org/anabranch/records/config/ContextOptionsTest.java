package org.anabranch.records.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.anabranch.model.version.Members;
import org.anabranch.model.version.Origin;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.config.ConfigValue;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class ContextOptionsTest {

  private static final Map<String, String> LEAST =
      Map.of("context.origin", "east", "context.origins", "west, east");

  @Test
  void needs_only_the_origin_and_the_members() {
    ContextOptions options = ContextOptions.of(LEAST);
    Origin east = new Origin("east");
    Members members = new Members(List.of(east, new Origin("west")));
    assertThat(options).isEqualTo(new ContextOptions(east, members, null, 12, null, 60_000));
  }

  @Test
  void takes_what_is_given_and_leaves_other_options_alone() {
    Map<String, String> given = new HashMap<>(LEAST);
    given.putAll(
        Map.of(
            "context.lanes", "3",
            "context.key.secret", "s3cret",
            "clock.drift.max.ms", "5",
            "database.hostname", "localhost"));
    ContextOptions options = ContextOptions.of(given);
    assertThat(options.lanes()).isEqualTo(3);
    assertThat(options.keySecret()).isEqualTo("s3cret");
    assertThat(options.clockDriftMaxMs()).isEqualTo(5);
  }

  @Test
  void never_prints_the_secret() {
    Map<String, String> given = new HashMap<>(LEAST);
    given.put("context.key.secret", "s3cret");
    assertThat(ContextOptions.of(given).toString())
        .contains("keySecret=set")
        .doesNotContain("s3cret");
    assertThat(ContextOptions.of(LEAST).toString()).contains("keySecret=none");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "context.origin     | north     | not listed in context.origins. Add it there",
        "context.origin     | a.b       | starts with a letter or digit",
        "context.origins    | ``        | List every origin",
        "context.origins    | east,a b  | starts with a letter or digit",
        "context.origins    | east,east | stands there twice",
        "context.lanes      | 0         | at least 1",
        "context.lanes      | x         | Not a number",
        "context.key.secret | ` `       | set but blank",
        "clock.drift.max.ms | -1        | at least 0",
      })
  void refuses_what_is_wrong(String option, String value, String says) {
    Map<String, String> given = new HashMap<>(LEAST);
    given.put(option, value);
    assertThatThrownBy(() -> ContextOptions.of(given))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining(option)
        .hasMessageContaining(says);
  }

  @Test
  void refuses_to_do_without_origin_or_members() {
    for (String option : LEAST.keySet()) {
      Map<String, String> given = new HashMap<>(LEAST);
      given.remove(option);
      assertThatThrownBy(() -> ContextOptions.of(given))
          .isInstanceOf(ConfigException.class)
          .hasMessageContaining(option);
    }
  }

  @Test
  void tells_while_validating_that_the_origin_is_no_member() {
    assertThat(originErrors("north")).singleElement().asString().contains("not listed");
    assertThat(originErrors("east")).isEmpty();
    assertThat(originErrors("a.b")).singleElement().asString().contains("letter or digit");
  }

  @Test
  void the_members_before_are_accepted_as_well_while_members_change() {
    Map<String, String> given = new HashMap<>(LEAST);
    ContextOptions alone = ContextOptions.of(given);
    given.put(ContextOptions.PREVIOUS_ORIGINS, "east,west,south");
    ContextOptions both = ContextOptions.of(given);
    long before =
        new Members(List.of("east", "west", "south").stream().map(Origin::new).toList())
            .fingerprint();

    assertThat(alone.accepts(before)).isFalse();
    assertThat(both.accepts(before)).isTrue();
    assertThat(both.accepts(both.members().fingerprint())).isTrue();
    assertThat(both.accepts(before + 1)).isFalse();
  }

  @Test
  void whoever_lists_other_systems_agrees_with_nobody_who_does_not() {
    Map<String, String> given = new HashMap<>(LEAST);
    ContextOptions without = ContextOptions.of(given);
    given.put(ContextOptions.EXTERNAL_ORIGINS, "crm:public.session(id)");
    ContextOptions with = ContextOptions.of(given);
    given.put(ContextOptions.EXTERNAL_LAG_MAX_MS, "60001");
    ContextOptions withAnotherLag = ContextOptions.of(given);
    given.put(ContextOptions.PREVIOUS_ORIGINS, LEAST.get(ContextOptions.ORIGINS));
    ContextOptions changing = ContextOptions.of(given);

    assertThat(without.accepts(with.members().fingerprint())).isFalse();
    assertThat(with.accepts(without.members().fingerprint())).isFalse();
    assertThat(with.accepts(withAnotherLag.members().fingerprint())).isFalse();
    assertThat(changing.accepts(without.members().fingerprint())).isTrue();
    assertThat(changing.accepts(withAnotherLag.members().fingerprint())).isTrue();
  }

  @Test
  void another_system_is_no_member_and_its_events_may_lag_as_far_as_clocks_differ() {
    Map<String, String> given = new HashMap<>(LEAST);
    given.put(ContextOptions.EXTERNAL_ORIGINS, "east:public.session(id)");
    given.put(ContextOptions.EXTERNAL_LAG_MAX_MS, "59999");
    assertThatThrownBy(() -> ContextOptions.of(given)).hasMessageContaining("a name of its own");
    List<ConfigValue> values = ContextOptions.define(new ConfigDef()).validate(given);
    ContextOptions.checkMembership(values);
    assertThat(values.stream().flatMap(value -> value.errorMessages().stream()).toList())
        .hasSize(2)
        .anyMatch(message -> message.contains("a name of its own"))
        .anyMatch(message -> message.contains("clock.drift.max.ms"));

    given.put(ContextOptions.EXTERNAL_ORIGINS, "crm:public.session(id)");
    assertThatThrownBy(() -> ContextOptions.of(given)).hasMessageContaining("clock.drift.max.ms");
  }

  /** An admin sees every option in a group, with a name and what it is for. */
  @Test
  void describes_every_option() {
    ConfigDef options = ContextOptions.define(new ConfigDef());
    assertThat(options.configKeys().values())
        .hasSize(8)
        .allSatisfy(
            key -> {
              assertThat(key.documentation).isNotBlank();
              assertThat(key.displayName).isNotBlank();
              assertThat(key.group).isNotBlank();
              assertThat(key.validator).isNotNull();
            });
    assertThat(options.configKeys())
        .extractingByKey("context.key.secret")
        .extracting(key -> key.type)
        .isEqualTo(ConfigDef.Type.PASSWORD);
  }

  private static List<String> originErrors(String origin) {
    Map<String, String> given = new HashMap<>(LEAST);
    given.put("context.origin", origin);
    List<ConfigValue> values = ContextOptions.define(new ConfigDef()).validate(given);
    ContextOptions.checkMembership(values);
    return values.stream()
        .filter(value -> value.name().equals("context.origin"))
        .flatMap(value -> value.errorMessages().stream())
        .toList();
  }
}
