package org.anabranch.store.mongodb.document;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.anabranch.sink.column.ColumnTexts;
import org.anabranch.sink.column.FieldText;
import org.bson.BsonArray;
import org.bson.BsonDocument;
import org.bson.BsonInt32;
import org.bson.BsonNull;
import org.bson.BsonString;
import org.bson.BsonValue;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class FieldTextsTest {

  private static BsonDocument back(ColumnTexts texts) {
    BsonDocument document = new BsonDocument();
    FieldTexts.ordered(texts, new BsonDocument())
        .forEach(name -> document.put(name, FieldText.value(texts.text(name))));
    return document;
  }

  @Test
  void a_document_comes_back_from_its_texts_with_every_type_and_in_its_order() {
    BsonDocument document =
        BsonDocument.parse(
            """
            {"z": 1, "a": {"$numberLong": "1"}, "double": {"$numberDouble": "1.0"},
             "own": {"$binary": {"base64": "AQI=", "subType": "80"}},
             "decimal": {"$numberDecimal": "1.10"}, "time": {"$timestamp": {"t": 5, "i": 7}},
             "text": "plain", "marked": "$bson:{\\"v\\": 1}", "null": null, "": [{"b": 1, "a": 2}]}
            """);

    assertThat(DocumentBytes.of(back(FieldTexts.of(document))))
        .isEqualTo(DocumentBytes.of(document));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "$numberLong",
        "$numberInt",
        "$date",
        "$oid",
        "$binary",
        "$code",
        "$scope",
        "$symbol",
        "$uuid",
        "$regularExpression",
        "$ref",
        "$x"
      })
  void a_document_whose_fields_are_called_like_extended_json_comes_back(String name) {
    for (BsonValue value :
        List.of(new BsonString("5"), new BsonInt32(5), new BsonDocument(), BsonNull.VALUE)) {
      BsonDocument named = new BsonDocument(name, value);
      BsonDocument document =
          new BsonDocument("first", named)
              .append("behind", new BsonDocument("a", named).append(name, value))
              .append("scoped", new BsonDocument("$code", new BsonString("x")).append(name, value))
              .append("list", new BsonArray(List.of(named)));

      assertThat(DocumentBytes.of(back(FieldTexts.of(document))))
          .isEqualTo(DocumentBytes.of(document));
    }
  }

  @Test
  void a_reference_has_the_text_of_extended_json() {
    BsonDocument document = BsonDocument.parse("{a: {$ref: \"x\", $id: 1}}");

    assertThat(FieldTexts.of(document).text("a")).startsWith("$bson:{");
  }

  @Test
  void a_string_is_its_own_text_and_the_key_is_no_column() {
    ColumnTexts texts = FieldTexts.of(BsonDocument.parse("{_id: 1, a: \"x\", b: null}"));

    assertThat(texts).isEqualTo(new ColumnTexts.Builder().with("a", "x").with("b", null).build());
  }

  @Test
  void only_an_order_that_is_not_that_of_the_names_is_told() {
    assertThat(FieldTexts.of(BsonDocument.parse("{b: 1, a: 1}")).has(FieldTexts.ORDER)).isTrue();
    assertThat(FieldTexts.of(BsonDocument.parse("{a: 1, b: 1}")).has(FieldTexts.ORDER)).isFalse();
    assertThat(
            FieldTexts.ordered(
                FieldTexts.of(BsonDocument.parse("{b: 1, a: 1}")), new BsonDocument()))
        .isEqualTo(List.of("b", "a"));
  }
}
