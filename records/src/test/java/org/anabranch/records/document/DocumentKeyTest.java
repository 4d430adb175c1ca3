package org.anabranch.records.document;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.anabranch.model.change.Lane;
import org.anabranch.records.FormatPage;
import org.anabranch.records.key.CanonicalKey;
import org.anabranch.records.key.KeyHasher;
import org.anabranch.records.view.RecordViews;
import org.bson.BsonDocument;
import org.bson.BsonJavaScript;
import org.bson.BsonNull;
import org.bson.BsonRegularExpression;
import org.bson.json.JsonMode;
import org.bson.json.JsonWriterSettings;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The vectors of docs/formats/keys.md, made by the Python program of that page. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class DocumentKeyTest {

  static Stream<List<String>> vectors() {
    return FormatPage.of("keys.md").rows("| `_id` in extended JSON |").stream();
  }

  @ParameterizedTest
  @MethodSource("vectors")
  void has_these_bytes_this_hash_and_this_lane(List<String> vector) {
    byte[] key = DocumentKey.of(DocumentKey.parse(vector.get(0)));
    assertThat(HexFormat.of().formatHex(key)).isEqualTo(vector.get(1));
    assertThat(KeyHasher.withSecret(null).hash(key)).hasToString(vector.get(2));
    assertThat(CanonicalKey.lane(key, 12)).isEqualTo(new Lane(Integer.parseInt(vector.get(3)), 12));
  }

  @Test
  void has_vectors_of_every_sort() {
    assertThat(vectors()).hasSize(31);
  }

  @ParameterizedTest
  @EnumSource(JsonMode.class)
  void is_the_same_from_every_form_of_extended_json(JsonMode mode) {
    if (mode == JsonMode.SHELL) {
      return;
    }
    JsonWriterSettings form = JsonWriterSettings.builder().outputMode(mode).build();
    vectors()
        .map(vector -> DocumentKey.parse(vector.get(0)))
        .forEach(
            id -> {
              String text = new BsonDocument("_id", id).toJson(form);
              byte[] again = DocumentKey.of(BsonDocument.parse(text).get("_id", BsonNull.VALUE));
              assertThat(again).as(text).isEqualTo(DocumentKey.of(id));
            });
  }

  @Test
  void a_row_and_a_document_of_the_same_string_integer_or_uuid_have_the_same_key() {
    Map<Object, String> sameKeys =
        Map.of(
            "session-1",
            "\"session-1\"",
            42,
            "{\"$numberLong\":\"42\"}",
            "a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11",
            "{\"$uuid\":\"a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11\"}");
    sameKeys.forEach(
        (column, id) ->
            assertThat(DocumentKey.of(DocumentKey.parse(id)))
                .isEqualTo(
                    CanonicalKey.of(
                        Objects.requireNonNull(RecordViews.of(Map.of("column", column))))));
  }

  @Test
  void types_that_cannot_be_told_apart_are_refused_by_name() {
    assertThatThrownBy(() -> DocumentKey.of(new BsonRegularExpression("secret")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("REGULAR_EXPRESSION")
        .hasMessageNotContaining("secret");
    assertThatThrownBy(() -> DocumentKey.of(new BsonDocument("a", new BsonJavaScript("secret"))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("JAVASCRIPT");
  }

  @ParameterizedTest
  @ValueSource(strings = {"{\"secret\":", "secret", "{\"$oid\":\"secret\"}"})
  void a_text_that_is_no_extended_json_is_refused_without_it(String text) {
    assertThatThrownBy(() -> DocumentKey.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageNotContaining("secret");
  }
}
