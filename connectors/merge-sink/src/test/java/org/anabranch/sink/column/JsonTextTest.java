package org.anabranch.sink.column;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.anabranch.model.column.JsonTree;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Texts as {@code SELECT '…'::jsonb::text} of Postgres 17 writes them. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class JsonTextTest {

  private static JsonTree leaf(String text) {
    return new JsonTree.Leaf(text);
  }

  @Test
  void objects_are_taken_apart_and_all_else_stays_as_it_stands() {
    // SELECT '{"n": 1.10, "big": 12345678901234567890.0123456789, "a": [1, {"b": 2}], "o": {"e":
    // {}}}'
    String text =
        "{\"a\": [1, {\"b\": 2}], \"n\": 1.10, \"o\": {\"e\": {}},"
            + " \"big\": 12345678901234567890.0123456789}";

    assertThat(JsonText.read(text))
        .isEqualTo(
            JsonTree.object(
                Map.of(
                    "a",
                    leaf("[1, {\"b\": 2}]"),
                    "n",
                    leaf("1.10"),
                    "o",
                    JsonTree.object(Map.of("e", JsonTree.object(Map.of()))),
                    "big",
                    leaf("12345678901234567890.0123456789"))));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "[]",
        "null",
        "\"a, b\"",
        "-0.50",
        "[1, 2]",
        "{\"b\": 1, \"aa\": 2, \"ab\": {\"c\": [{\"d\": null}, \"}\"]}}",
        "{\"\": true, \"\\\"\": \"\\\\\", \"a:b\": \"{\", \"x, y\": \"]\"}",
        "{\"z\": 1, \"ü\": 2, \"日本\": {\"a\": \"\\u0001\\n\"}}"
      })
  void a_document_is_written_as_jsonb_writes_it(String text) {
    assertThat(JsonText.write(JsonText.read(text))).isEqualTo(text);
  }

  @Test
  void blanks_and_the_order_of_names_say_nothing() {
    assertThat(JsonText.write(JsonText.read(" { \"bb\" :[1,2] ,\"a\":\n{ } } ")))
        .isEqualTo("{\"a\": {}, \"bb\": [1,2]}");
  }

  @Test
  void objects_that_are_very_deep_are_replaced_as_a_whole() {
    String text = "{\"a\": ".repeat(500) + "1" + "}".repeat(500);

    assertThat(JsonTree.flat(JsonText.read(text))).hasSize(65);
    assertThat(JsonText.write(JsonText.read(text))).isEqualTo(text);
  }

  @Test
  void an_array_has_its_elements_as_they_stand_there() {
    assertThat(JsonText.elements("[{\"a\": [1, 2]}, \"x, ]\", 1.0, [], null]"))
        .containsExactly("{\"a\": [1, 2]}", "\"x, ]\"", "1.0", "[]", "null");
    assertThat(JsonText.elements("[]")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "{",
        "{\"a\"}",
        "{\"a\": }",
        "{a: 1}",
        "{\"a\": 1",
        "{\"a\": 1,}",
        "{,}",
        "{\"a\": [}",
        "{\"a\": \"}",
        "{1}"
      })
  void other_texts_are_refused_without_the_text(String text) {
    assertThatThrownBy(() -> JsonText.read(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("it is no JSON document of that sort");
  }
}
