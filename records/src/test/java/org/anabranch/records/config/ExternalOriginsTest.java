package org.anabranch.records.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.anabranch.model.change.TableName;
import org.anabranch.model.version.Origin;
import org.apache.kafka.common.config.ConfigException;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class ExternalOriginsTest {

  private static final TableName SESSION = new TableName("public", "session");
  private static final TableName MESSAGE = new TableName("public", "message");

  @Test
  void names_systems_tables_and_keys() {
    ExternalOrigins origins =
        parse(
            "crm:public.session(id)",
            "crm:public.message(session_id  id)",
            "erp:public.session(id)");

    assertThat(origins.of(SESSION)).containsExactlyInAnyOrder(new Origin("crm"), new Origin("erp"));
    assertThat(origins.find("crm", MESSAGE))
        .isEqualTo(new ExternalTable(new Origin("crm"), MESSAGE, List.of("session_id", "id")))
        .hasToString("crm:public.message(session_id id)");
  }

  @Test
  void a_system_with_one_table_need_not_name_it() {
    ExternalOrigins origins =
        parse("crm:public.session(id)", "crm:public.message(id)", "erp:public.session(id)");

    assertThat(origins.find("erp", null)).isNotNull();
    assertThat(origins.find("erp", MESSAGE)).isNull();
    assertThat(origins.find("crm", null)).isNull();
    assertThat(origins.find("other", SESSION)).isNull();
  }

  @Test
  void the_order_of_the_list_is_not_agreed_on() {
    assertThat(parse("a:s.t(id)", "b:s.t(id)").agreed())
        .containsExactlyInAnyOrderElementsOf(parse("b:s.t(id)", "a:s.t( id )").agreed());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "crm",
        "crm:session(id)",
        "crm:public.session",
        "crm:public.session()",
        "c.m:s.t(id)"
      })
  void what_is_written_otherwise_is_refused(String entry) {
    assertThatThrownBy(() -> parse(entry))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("option");
  }

  @Test
  void entries_that_contradict_each_other_are_refused() {
    assertThatThrownBy(() -> parse("crm:s.t(id)", "crm:s.t(id)")).hasMessageContaining("twice");
    assertThatThrownBy(() -> parse("crm:s.t(a b)", "erp:s.t(b a)"))
        .hasMessageContaining("another order");
  }

  private static ExternalOrigins parse(String... entries) {
    return ExternalOrigins.parse("option", List.of(entries), 1);
  }
}
