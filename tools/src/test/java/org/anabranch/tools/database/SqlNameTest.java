package org.anabranch.tools.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.anabranch.tools.console.ToolException;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class SqlNameTest {

  @ParameterizedTest
  @ValueSource(strings = {"a.b", "Assistant.Session", "\"a.b\".c", "a.\"b\"\"c\"", "\"a b\".c"})
  void is_shown_as_it_is_written(String text) {
    assertThat(SqlName.parse(text)).hasToString(text);
    assertThat(SqlName.parse(text).sql()).startsWith("\"").endsWith("\"");
  }

  @ParameterizedTest
  @ValueSource(strings = {"a", "a.", ".b", "a.b.c", "", "a..b", "\"a.b", "a.b\"c"})
  void anything_else_is_refused(String text) {
    assertThatThrownBy(() -> SqlName.parse(text)).isInstanceOf(ToolException.class);
  }
}
