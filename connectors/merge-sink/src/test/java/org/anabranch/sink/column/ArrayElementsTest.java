package org.anabranch.sink.column;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Texts as {@code SELECT (array)::text} of Postgres 17 writes them. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class ArrayElementsTest {

  @Test
  void elements_are_as_they_stand_in_the_array() {
    // SELECT (ARRAY['a', 'b c', NULL, 'NULL', '', 'x,y', '{z}', 'say "hi"', 'c:\d'])::text
    String array = "{a,\"b c\",NULL,\"NULL\",\"\",\"x,y\",\"{z}\",\"say \\\"hi\\\"\",\"c:\\\\d\"}";

    assertThat(ArrayElements.read(array))
        .containsExactly(
            "a",
            "\"b c\"",
            "NULL",
            "\"NULL\"",
            "\"\"",
            "\"x,y\"",
            "\"{z}\"",
            "\"say \\\"hi\\\"\"",
            "\"c:\\\\d\"");
    assertThat(ArrayElements.write(ArrayElements.read(array))).isEqualTo(array);
  }

  @Test
  void an_empty_array_has_no_elements() {
    assertThat(ArrayElements.read("{}")).isEmpty();
    assertThat(ArrayElements.write(List.of())).isEqualTo("{}");
  }

  @Test
  void elements_may_be_arrays() {
    // SELECT (ARRAY[['a', 'b'], ['}', 'd']])::text
    assertThat(ArrayElements.read("{{a,b},{\"}\",d}}")).containsExactly("{a,b}", "{\"}\",d}");
  }

  @Test
  void bounds_are_passed_over() {
    // SELECT ('[5:6]={7,8}'::int[])::text
    assertThat(ArrayElements.read("[5:6]={7,8}")).containsExactly("7", "8");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a", "1 2", "{a", "a}", "x={a}", "5", "[1,2)"})
  void other_texts_are_refused_without_the_text(String text) {
    assertThatThrownBy(() -> ArrayElements.read(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("it is no array");
  }
}
