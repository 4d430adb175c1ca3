package org.anabranch.sink.column;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class ListTextTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "[]",
        "{a,\"b c\",NULL}",
        "{\" a\"}",
        "[1, {\"a\": 2}, \"x\"]",
        "{\"{\\\"a\\\": 1}\",\"{}\"}"
      })
  void a_list_is_written_as_it_was(String text) {
    assertThat(ListText.write(ListText.read(text), text)).isEqualTo(text);
  }

  @Test
  void the_elements_say_what_list_they_are_of() {
    assertThat(ListText.write(ListText.read("[1, 2]"), null)).isEqualTo("[1, 2]");
    assertThat(ListText.write(ListText.read("{1,2}"), null)).isEqualTo("{1,2}");
    assertThat(ListText.read("[1]")).isNotEqualTo(ListText.read("{1}"));
  }

  @Test
  void an_empty_list_is_what_it_was_before() {
    assertThat(ListText.write(List.of(), "[1, 2]")).isEqualTo("[]");
    assertThat(ListText.write(List.of(), "{1,2}")).isEqualTo("{}");
    assertThat(ListText.write(List.of(), "[3:3]={1}")).isEqualTo("{}");
    assertThat(ListText.write(List.of(), null)).isNull();
  }

  @ParameterizedTest
  @ValueSource(strings = {"{\"a\": 1}", "\"a\"", "5", "null", "[1", "[1, 2}"})
  void other_texts_are_refused(String text) {
    assertThatThrownBy(() -> ListText.read(text)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void a_list_of_both_sorts_is_refused() {
    List<String> mixed = new ArrayList<>(ListText.read("[1]"));
    mixed.addAll(ListText.read("{1}"));

    assertThatThrownBy(() -> ListText.write(mixed, "[1]"))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
