package org.anabranch.transforms.cipher;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.util.Map;
import org.anabranch.records.bytes.ByteWriter;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.errors.DataException;
import org.apache.kafka.connect.json.JsonConverter;

/**
 * The code of types that have no short one: their schema as JSON, as Kafka's JsonConverter writes
 * schemas but with sorted members, behind its length.
 */
final class LongForm {

  /** In order, so that equal values of equal schemas have equal ciphertexts where they shall. */
  private static final ObjectMapper JSON =
      JsonMapper.builder().enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS).build();

  private static final JsonConverter SCHEMAS = converter();

  private LongForm() {}

  /**
   * The type of a required schema.
   *
   * @throws DataException where JSON does not hold the schema, so that decrypting would change it
   */
  static ValueType of(Schema schema) {
    ByteWriter code = new ByteWriter(256);
    code.octet(TypeCodes.LONG_FORM);
    byte[] json = json(schema);
    code.varint(json.length);
    code.bytes(json);
    if (!schema.equals(schema(json))) {
      throw new DataException(
          "Its schema does not come back from JSON as it is (a default of it does not): encrypt"
              + " fields of it that have simpler schemas");
    }
    return new ValueType(code.toBytes(), Payload.TAGGED, schema, 0);
  }

  static ValueType read(byte[] json) {
    ByteWriter code = new ByteWriter(json.length + 3);
    code.octet(TypeCodes.LONG_FORM);
    code.varint(json.length);
    code.bytes(json);
    return new ValueType(code.toBytes(), Payload.TAGGED, schema(json), 0);
  }

  private static byte[] json(Schema schema) {
    try {
      return JSON.writeValueAsBytes(JSON.treeToValue(SCHEMAS.asJsonSchema(schema), Map.class));
    } catch (IOException e) {
      throw new IllegalStateException("A tree of JSON in memory is always written", e);
    }
  }

  private static Schema schema(byte[] json) {
    try {
      return SCHEMAS.asConnectSchema(JSON.readTree(json));
    } catch (IOException | RuntimeException e) {
      throw Plaintext.unreadable();
    }
  }

  private static JsonConverter converter() {
    JsonConverter converter = new JsonConverter();
    converter.configure(Map.of("replace.null.with.default", false), false);
    return converter;
  }
}
