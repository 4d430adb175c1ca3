package org.anabranch.sink.column;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import org.anabranch.model.column.JsonTree;
import org.bson.BsonDocument;
import org.bson.BsonValue;
import org.bson.json.JsonMode;
import org.bson.json.JsonWriterSettings;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class PathDocumentTest {

  private static final FieldColumn PATHS =
      new FieldColumn(new FieldRules(true, Collections.emptySortedSet()));

  private static @Nullable String text(String json) {
    return FieldText.of(Objects.requireNonNull(BsonDocument.parse("{v: " + json + "}").get("v")));
  }

  private static ColumnTexts field(@Nullable String text) {
    return new ColumnTexts.Builder().with("f", text).build();
  }

  /** The field as the column tells it, with its order of {@code like}. */
  private static String back(String json, String... like) {
    ColumnTexts column = PATHS.of(field(text(json)));
    List<ColumnTexts> orders = Arrays.stream(like).map(one -> field(text(one))).toList();
    BsonValue value = FieldText.value(PATHS.fields(column, ColumnTexts.NONE, orders).text("f"));
    return exact(value);
  }

  private static String exact(BsonValue value) {
    return new BsonDocument("v", value)
        .toJson(JsonWriterSettings.builder().outputMode(JsonMode.EXTENDED).build());
  }

  private static String exact(String json) {
    return exact(Objects.requireNonNull(BsonDocument.parse("{v: " + json + "}").get("v")));
  }

  private static void assertComesBack(String json) {
    assertThat(back(json, json)).isEqualTo(exact(json));
  }

  @Test
  void every_value_comes_back() {
    assertComesBack("null");
    assertComesBack("\"null\"");
    assertComesBack("\"$bson:null\"");
    assertComesBack("\"{a: 1}\"");
    assertComesBack("{$numberLong: \"1\"}");
    assertComesBack("[1, {b: 1, a: {}}]");
    assertComesBack("{}");
    assertComesBack(
        """
        {"z": {"y": {}, "null": null, "x": {"$numberLong": "1"}}, "a": {"$numberDecimal": "1.10"},
         "day": {"$date": {"$numberLong": "0"}}, "id": {"$oid": "0123456789abcdef01234567"},
         "own": {"$binary": {"base64": "AQI=", "subType": "80"}}, "list": [{"b": 1, "a": [null]}],
         "": {"": "empty names"}, "a.b": {"$x": 1, "c.d": 2}, "\\"q\\\\": {"{}": "\\u0000gone"}}
        """);
  }

  @Test
  void only_documents_are_looked_into() {
    for (String value : List.of("1", "null", "[{a: 1}]", "{$numberLong: \"1\"}", "\"{a: 1}\"")) {
      assertThat(PathDocument.tree(text(value))).isInstanceOf(JsonTree.Leaf.class);
    }
    assertThat(PathDocument.tree(text("{a: {$numberLong: \"1\"}, b: {$x: 1}, c: {}, d: [{}]}")))
        .isInstanceOfSatisfying(
            JsonTree.Members.class,
            document -> {
              assertThat(document.members().get("a")).isInstanceOf(JsonTree.Leaf.class);
              assertThat(document.members().get("b")).isInstanceOf(JsonTree.Members.class);
              assertThat(document.members().get("c")).isInstanceOf(JsonTree.Members.class);
              assertThat(document.members().get("d")).isInstanceOf(JsonTree.Leaf.class);
            });
  }

  @Test
  void a_reference_is_a_value_and_keeps_its_order() {
    String reference = "{$ref: \"chats\", $id: 1, $db: \"a\"}";

    assertThat(PathDocument.tree(text(reference))).isInstanceOf(JsonTree.Leaf.class);
    assertThat(back("{who: " + reference + "}", "{who: {$id: 1, $ref: \"chats\"}}"))
        .isEqualTo(exact("{who: " + reference + "}"));
  }

  @Test
  void the_order_of_fields_says_nothing_at_any_depth() {
    assertThat(PATHS.of(field(text("{a: {c: 1, b: 1}, d: 1}"))))
        .isEqualTo(PATHS.of(field(text("{d: 1, a: {b: 1, c: 1}}"))));
    assertThat(PATHS.of(field(text("{a: [{c: 1, b: 1}]}"))))
        .isNotEqualTo(PATHS.of(field(text("{a: [{b: 1, c: 1}]}"))));
  }

  @Test
  void fields_have_the_order_of_what_is_there_and_then_that_of_the_change() {
    assertThat(back("{a: 1, b: {x: 1, y: 1}, c: 1, d: 1}", "{d: 2, b: {y: 2}}", "{gone: 1, c: 1}"))
        .isEqualTo(exact("{d: 1, b: {y: 1, x: 1}, c: 1, a: 1}"));
  }

  @Test
  void a_document_that_is_made_anew_keeps_the_order_of_the_one_in_whose_place_it_comes() {
    ColumnTexts replaced =
        PATHS.replacing(
            field(text("{b: 1, a: {z: 1, y: 1}}")), field(text("{a: {x: 2, y: 2, z: 2}, b: 2}")));

    assertThat(exact(FieldText.value(replaced.text("f"))))
        .isEqualTo(exact("{b: 2, a: {z: 2, y: 2, x: 2}}"));
  }

  @Test
  void what_is_nested_too_deeply_is_a_value_and_comes_back_in_its_order() {
    String deep = "{b: 1, a: 1}";
    for (int depth = 0; depth < 90; depth++) {
      deep = "{n: " + deep + "}";
    }

    assertThat(back(deep)).isEqualTo(exact(deep));
  }
}
