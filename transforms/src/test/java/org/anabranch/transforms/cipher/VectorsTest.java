package org.anabranch.transforms.cipher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.anabranch.keys.DataKey;
import org.anabranch.records.FormatPage;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.errors.DataException;
import org.apache.kafka.connect.json.JsonConverter;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What is written today is read for ever: the vectors beside docs/formats/ciphertexts.md. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class VectorsTest {

  private static final Map<String, String> WHY =
      Map.of(
          "newer", "newer",
          "foreign", "no ciphertext",
          "altered", "(does not open it|lost its end)");

  static Stream<JsonNode> ciphertexts() {
    return Vectors.of("ciphertexts");
  }

  static Stream<JsonNode> refused() {
    return Vectors.of("refused");
  }

  static Stream<JsonNode> indexes() {
    return Vectors.of("indexes");
  }

  static Stream<JsonNode> digits() {
    return Vectors.of("digits");
  }

  @ParameterizedTest
  @MethodSource("ciphertexts")
  void is_read_and_written_again(JsonNode vector) {
    byte[] sealed = CiphertextText.read(vector.get("ciphertext").textValue());
    DataKey key = Vectors.key(vector);
    FieldPlace place = Vectors.place(vector);
    byte[] row = Vectors.row(vector);
    Unsealed opened = Ciphertext.open(sealed, key, place, row);
    assertThat(Typed.of(opened.value())).isEqualTo(vector.get("value"));
    assertThat(json(opened.schema())).isEqualTo(vector.get("schema"));

    assertThat(again(sealed, opened, key, place, row)).isEqualTo(sealed);
    assertThat(Ciphertext.is(sealed)).isTrue();
    assertThat(Ciphertext.keyOf(sealed)).isEqualTo(key.id());
  }

  @ParameterizedTest
  @MethodSource("refused")
  void is_refused(JsonNode vector) {
    assertThatThrownBy(
            () ->
                Ciphertext.open(
                    CiphertextText.read(vector.get("ciphertext").textValue()),
                    Vectors.key(vector),
                    Vectors.place(vector),
                    Vectors.row(vector)))
        .isInstanceOf(DataException.class)
        .hasMessageFindingMatch(WHY.get(vector.get("why").textValue()));
  }

  @ParameterizedTest
  @MethodSource("indexes")
  void has_this_index(JsonNode vector) {
    Object value = value(vector.get("value"));
    assertThat(BlindIndex.of(Vectors.key(vector), value, Vectors.place(vector)))
        .isEqualTo(vector.get("index").textValue())
        .hasSize(BlindIndex.LENGTH);
  }

  @ParameterizedTest
  @MethodSource("digits")
  void has_these_digits(JsonNode vector) {
    String text = vector.get("text").textValue();
    String encrypted = vector.get("encrypted").textValue();
    DataKey key = Vectors.key(vector);
    FieldPlace place = Vectors.place(vector);
    assertThat(FormatPreserving.encrypt(key, text, place)).isEqualTo(encrypted);
    assertThat(FormatPreserving.decrypt(key, encrypted, place)).isEqualTo(text);
  }

  @Test
  void cover_every_code_of_a_type() {
    List<String> codes =
        FormatPage.of("ciphertexts.md").rows("| code |").stream().map(row -> row.get(0)).toList();
    assertThat(ciphertexts().map(VectorsTest::code).distinct())
        .containsExactlyInAnyOrderElementsOf(codes);
  }

  private static String code(JsonNode vector) {
    byte[] sealed = CiphertextText.read(vector.get("ciphertext").textValue());
    Unsealed opened =
        Ciphertext.open(sealed, Vectors.key(vector), Vectors.place(vector), Vectors.row(vector));
    byte[] plain = Plaintext.of(opened.value(), opened.schema());
    return plain[0] == TypeCodes.DEBEZIUM
        ? HexFormat.ofDelimiter(" ").formatHex(plain, 0, 2)
        : HexFormat.of().toHexDigits(plain[0]);
  }

  private static byte[] again(
      byte[] sealed, Unsealed opened, DataKey key, FieldPlace place, byte @Nullable [] row) {
    if (Ciphertext.modeOf(sealed) == Mode.DETERMINISTIC) {
      return Ciphertext.seal(Mode.DETERMINISTIC, key, opened.value(), opened.schema(), place, row);
    }
    byte[] plain = Plaintext.of(opened.value(), opened.schema());
    Nonces same = (into, at) -> System.arraycopy(sealed, Head.BYTES, into, at, Nonces.BYTES);
    return Ciphertext.seal(key, plain, place, row, same);
  }

  private static JsonNode json(@Nullable Schema schema) {
    JsonConverter converter = new JsonConverter();
    converter.configure(Map.of(), false);
    return schema == null ? NullNode.instance : converter.asJsonSchema(schema);
  }

  private static Object value(JsonNode typed) {
    String type = typed.fieldNames().next();
    String text = typed.get(type).textValue();
    return switch (type) {
      case "int8" -> Byte.valueOf(text);
      case "int16" -> Short.valueOf(text);
      case "int32" -> Integer.valueOf(text);
      case "int64" -> Long.valueOf(text);
      case "float32" -> Float.intBitsToFloat(HexFormat.fromHexDigits(text));
      case "float64" -> Double.longBitsToDouble(HexFormat.fromHexDigitsToLong(text));
      case "boolean" -> Boolean.valueOf(text);
      case "string" -> text;
      case "bytes" -> HexFormat.of().parseHex(text);
      case "millis" -> java.util.Date.from(Instant.ofEpochMilli(Long.parseLong(text)));
      case "decimal" -> {
        String[] parts = text.split("e", -1);
        yield new BigDecimal(new BigInteger(parts[0]), -Integer.parseInt(parts[1]));
      }
      default -> throw new IllegalArgumentException(type);
    };
  }
}
