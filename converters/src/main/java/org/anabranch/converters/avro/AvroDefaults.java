package org.anabranch.converters.avro;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.avro.JsonProperties;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.io.Encoder;
import org.apache.avro.io.EncoderFactory;
import org.jspecify.annotations.Nullable;

/**
 * Which JSON is a default for a field of Avro's, in the strictest reading there is: of a union, a
 * value of its first branch. And what such a default is in bytes.
 */
final class AvroDefaults {

  private AvroDefaults() {}

  static boolean isValid(Schema avro, @Nullable Object json) {
    return switch (avro.getType()) {
      case NULL -> json == JsonProperties.NULL_VALUE;
      case UNION -> Unions.isOptional(avro) && isValid(avro.getTypes().get(0), json);
      case INT -> json instanceof Integer;
      case LONG -> json instanceof Integer || json instanceof Long;
      case FLOAT, DOUBLE -> json instanceof Number;
      case BOOLEAN -> json instanceof Boolean;
      case STRING, BYTES -> json instanceof String;
      case ENUM -> json instanceof String symbol && avro.hasEnumSymbol(symbol);
      case FIXED -> json instanceof String bytes && bytes.length() == avro.getFixedSize();
      case ARRAY ->
          json instanceof List<?> list
              && list.stream().allMatch(each -> isValid(avro.getElementType(), each));
      case MAP ->
          json instanceof Map<?, ?> map
              && map.values().stream().allMatch(each -> isValid(avro.getValueType(), each));
      case RECORD ->
          json instanceof Map<?, ?> map
              && avro.hasFields()
              && avro.getFields().stream()
                  .allMatch(field -> isValid(field.schema(), map.get(field.name())));
    };
  }

  /** With doubles for floats, whose digits are those that Confluent's converter writes. */
  static Object widened(Object json) {
    if (json instanceof Float number) {
      return number.doubleValue();
    }
    if (json instanceof List<?> list) {
      return list.stream().map(AvroDefaults::widened).toList();
    }
    if (json instanceof Map<?, ?> map) {
      Map<Object, Object> widened = new LinkedHashMap<>();
      map.forEach((key, value) -> widened.put(key, widened(value)));
      return widened;
    }
    return json;
  }

  /** What a field's default is in Avro's binary form. */
  static byte[] bytes(Schema.Field field) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      Object value = GenericData.get().getDefaultValue(field);
      Encoder encoder = EncoderFactory.get().directBinaryEncoder(bytes, null);
      new GenericDatumWriter<>(field.schema()).write(value, encoder);
      encoder.flush();
    } catch (IOException | RuntimeException e) {
      throw new Misfit("the Avro schema's default for " + field.name() + " is none of its type");
    }
    return bytes.toByteArray();
  }
}
