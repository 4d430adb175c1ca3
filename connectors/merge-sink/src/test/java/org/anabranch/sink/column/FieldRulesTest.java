package org.anabranch.sink.column;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class FieldRulesTest {

  @Test
  void fields_are_values_unless_they_are_named() {
    FieldRules rules = FieldRules.of(Map.of("settings", "json", "place", "register"));

    assertThat(rules.byPath("settings")).isTrue();
    assertThat(rules.byPath("place")).isFalse();
    assertThat(rules.byPath("other")).isFalse();
    assertThat(FieldRules.of(Map.of("place", "register"))).isEqualTo(FieldRules.VALUES);
  }

  @Test
  void a_star_stands_for_all_that_are_not_named() {
    FieldRules rules = FieldRules.of(Map.of("*", "json", "settings", "json", "place", "register"));

    assertThat(rules.byPath("settings")).isTrue();
    assertThat(rules.byPath("other")).isTrue();
    assertThat(rules.byPath("place")).isFalse();
    assertThat(FieldRules.of(Map.of("*", "register"))).isEqualTo(FieldRules.VALUES);
  }

  @Test
  void what_is_in_flight_tells_under_which_rules_it_was_merged() {
    assertThat(FieldRules.VALUES.merge()).isEqualTo("json");
    assertThat(FieldRules.of(Map.of("b", "json", "a", "json")).merge()).isEqualTo("json(a,b)");
    assertThat(FieldRules.of(Map.of("*", "json")).merge()).isEqualTo("json(*)");
    assertThat(FieldRules.of(Map.of("*", "json", "a", "register", "b", "json")).merge())
        .isEqualTo("json(* but a)");
    // A version is read back by the name of its merge.
    assertThat(ColumnKinds.keeping("json(* but a)")).isSameAs(ColumnKinds.named("json"));
  }

  @Test
  void a_field_has_no_other_merge() {
    assertThatThrownBy(() -> FieldRules.of(Map.of("*", "set")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContainingAll("* is merged by set", "register", "json");
  }
}
