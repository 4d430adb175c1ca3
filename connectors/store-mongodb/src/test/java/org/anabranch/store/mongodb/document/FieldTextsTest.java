package org.anabranch.store.mongodb.document;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.anabranch.sink.column.ColumnTexts;
import org.anabranch.sink.column.FieldText;
import org.bson.BsonDocument;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

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
