package org.anabranch.sink.document;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.bson.BsonDocument;
import org.bson.BsonDouble;
import org.bson.BsonString;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** JSON as parts of documents, and back. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class JsonDocumentsTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {}                         | {}
          {"a":{"b":[1,null,"x"]}}   | {"a":{"b":[1,null,"x"]}}
          [1,2.5,true]               | [1,2.5,true]
          "text"                     | "text"
          null                       | null
          2147483648                 | 2147483648
          1.0                        | 1.0
          1.50                       | 1.5
          1e400                      | 1E+400
          9223372036854775808        | 9223372036854775808.0
          9223372036854775809        | 9223372036854775809
          1152921504606846976.0      | 1152921504606846976.0
          1152921504606846980.0      | 1152921504606846980.0
          1e23                       | 1E+23
          0.1234567890123456789      | 0.1234567890123456789
          {"$ref":"#/definitions/x"} | {"$ref":"#/definitions/x"}
          {"d":{"$date":"2026-01-02T03:04:05.678Z"}} | {"d":{"$date": "2026-01-02T03:04:05.678Z"}}
          {"$oid":"65a1b2c3d4e5f60718293a4b"} | {"$oid": "65a1b2c3d4e5f60718293a4b"}
          {"$oid":"none"}            | {"$oid":"none"}
          {"b":{"$binary":{"base64":"AP8Q","subType":"80"}}} | {"b":{"$binary": {"base64": "AP8Q", "subType": "80"}}}
          {"$timestamp":{"i":3,"t":1767323045}} | {"$timestamp": {"t": 1767323045, "i": 3}}
          {"$date":{"$numberLong":"-1"}} | {"$date": {"$numberLong": "-1"}}
          """)
  void json_goes_there_and_back_as_the_same_values(String json, String back) {
    assertThat(JsonDocuments.write(JsonDocuments.read(json))).isEqualTo(back);
  }

  @Test
  void json_that_comes_back_is_told_the_same_for_ever() {
    String json = "{\"a\":[1,2.50,{\"$oid\":\"65a1b2c3d4e5f60718293a4b\"}],\"b\":1e400}";

    String once = JsonDocuments.write(JsonDocuments.read(json));

    assertThat(JsonDocuments.write(JsonDocuments.read(once))).isEqualTo(once);
  }

  /** Digits by Python 3: {@code '%d' % 2.0**60}, {@code '%d' % 1e23} and so on. */
  @ParameterizedTest
  @CsvSource({
    "1152921504606846976, 1152921504606846976.0",
    "9007199254740992, 9007199254740992.0",
    "-9007199254740994, -9007199254740994.0",
    "1e23, 99999999999999991611392.0",
    "4503599627370495.5, 4.5035996273704955E15"
  })
  void a_double_in_json_stays_that_double(double value, String json) {
    assertThat(JsonDocuments.write(new BsonDouble(value))).isEqualTo(json);
    assertThat(JsonDocuments.read(json)).isEqualTo(new BsonDouble(value));
  }

  @Test
  void a_document_that_would_be_read_as_another_value_is_refused() {
    BsonDocument ambiguous = new BsonDocument("$oid", new BsonString("65a1b2c3d4e5f60718293a4b"));

    assertThatThrownBy(() -> JsonDocuments.write(ambiguous))
        .isInstanceOf(UnfitValueException.class);
  }
}
