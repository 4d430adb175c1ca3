package org.anabranch.transforms.policy;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Set;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class SchemaCheckTest {

  private static final Schema KEY = SchemaBuilder.struct().field("id", Schema.INT64_SCHEMA).build();
  private static final Schema ROW =
      SchemaBuilder.struct()
          .field("id", Schema.INT64_SCHEMA)
          .field("name", Schema.STRING_SCHEMA)
          .field("age", Schema.INT32_SCHEMA)
          .build();

  private static void check(String rule) {
    check(rule, Set.of());
  }

  private static void check(String rule, Set<String> absent) {
    Policy policy = Sample.policy("rules:\n  - {name: r, " + rule + "}\notherwise: withhold\n");
    for (int i = 0; i < 2; i++) {
      policy.check("t", Sample.CUSTOMER, ROW, KEY, absent);
    }
  }

  @Test
  void a_schema_that_has_all_fields_passes() {
    assertThatCode(
            () ->
                check(
                    "when: \"row.name == 'a' && key.id > before.age && !has(row.nope)\", then:"
                        + " {remove: [age], mask: {name: hash}}"))
        .doesNotThrowAnyException();
  }

  @Test
  void a_field_that_a_condition_reads_and_the_schema_lacks_is_refused() {
    assertThatThrownBy(() -> check("when: row.nope == 1, then: deliver"))
        .isInstanceOf(PolicyEvaluationException.class)
        .hasMessage(
            "The policy's rule 'r' at 6:24 cannot judge this row: the row has no field 'nope'");
    assertThatThrownBy(() -> check("when: before.nope == 1, then: deliver"))
        .hasMessageEndingWith("the row has no field 'nope'");
    assertThatThrownBy(() -> check("when: key.name == 'x', then: deliver"))
        .hasMessageEndingWith("the key has no field 'name'");
  }

  @Test
  void rules_that_never_match_in_this_direction_are_not_checked() {
    assertThatCode(() -> check("when: destination.name == 'eu' && row.nope == 1, then: deliver"))
        .doesNotThrowAnyException();
  }

  @Test
  void a_path_that_leads_nowhere_is_refused() {
    assertThatThrownBy(() -> check("then: {remove: [nope]}"))
        .hasMessage(
            "The policy's rule 'r' at 6:31 cannot judge this row: the field 'nope' cannot be"
                + " altered: there is no such field");
  }

  @Test
  void only_columns_that_did_not_come_may_be_missing() {
    String rule = "when: row.gone == 1, then: {remove: [lost], mask: {'place.lat': redact}}";
    assertThatCode(() -> check(rule, Set.of("gone", "lost", "place"))).doesNotThrowAnyException();
    assertThatThrownBy(() -> check(rule, Set.of("lost", "place")))
        .hasMessageEndingWith("the row has no field 'gone'");
    assertThatThrownBy(() -> check(rule, Set.of("gone", "place")))
        .hasMessageContaining("the field 'lost' cannot be altered");
    assertThatThrownBy(() -> check(rule, Set.of("gone", "lost")))
        .hasMessageContaining("the field 'place.lat' cannot be altered");
    assertThatThrownBy(() -> check("then: {mask: {name.first: redact}}", Set.of("name")))
        .hasMessageContaining("the field 'name.first' cannot be altered");
    assertThatThrownBy(() -> check("when: key.name == 'x', then: deliver", Set.of("name")))
        .hasMessageEndingWith("the key has no field 'name'");
  }

  @Test
  void columns_of_the_key_stay_as_they_are() {
    assertThatThrownBy(() -> check("then: {mask: {id: pseudonym}}"))
        .hasMessageContaining("part of the key");
    assertThatThrownBy(() -> check("then: {remove: ['*']}"))
        .hasMessageContaining("part of the key");
    assertThatThrownBy(() -> check("then: {encrypt: {id: deterministic}}"))
        .hasMessageContaining("part of the key");
  }

  @Test
  void a_field_that_is_encrypted_is_there_and_fits_the_mode() {
    assertThatCode(() -> check("then: {encrypt: {age: deterministic, name: format-preserving}}"))
        .doesNotThrowAnyException();
    assertThatThrownBy(() -> check("then: {encrypt: {nope: authenticated}}"))
        .hasMessageContaining("the field 'nope' cannot be altered");
    assertThatThrownBy(() -> check("then: {encrypt: {age: format-preserving}}"))
        .isInstanceOf(PolicyEvaluationException.class)
        .hasMessageEndingWith(
            "the field 'age' cannot be altered: format-preserving is of texts, and it is a int32."
                + " Use authenticated or deterministic");
  }

  @Test
  void a_mask_has_to_fit_the_type() {
    assertThatThrownBy(() -> check("then: {mask: {age: hash}}"))
        .isInstanceOf(PolicyEvaluationException.class)
        .hasMessageContaining("hash makes a text of a text");
  }
}
