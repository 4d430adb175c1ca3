package org.anabranch.transforms.cipher;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.apache.kafka.connect.data.Struct;
import org.jspecify.annotations.Nullable;

/**
 * A value as JSON that tells exactly what it is, as the vectors beside the format's page have them:
 * an object with one member, the type and the value as text; floating-point numbers as the
 * hexadecimal digits of their bits.
 */
public final class Typed {

  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
  private static final HexFormat HEX = HexFormat.of();

  private Typed() {}

  public static JsonNode of(@Nullable Object value) {
    if (value == null) {
      return node("null", "");
    } else if (value instanceof Byte number) {
      return node("int8", number.toString());
    } else if (value instanceof Short number) {
      return node("int16", number.toString());
    } else if (value instanceof Integer number) {
      return node("int32", number.toString());
    } else if (value instanceof Long number) {
      return node("int64", number.toString());
    } else if (value instanceof Float number) {
      return node("float32", HEX.toHexDigits(Float.floatToRawIntBits(number)));
    } else if (value instanceof Double number) {
      return node("float64", HEX.toHexDigits(Double.doubleToRawLongBits(number)));
    } else if (value instanceof Boolean bool) {
      return node("boolean", bool.toString());
    } else if (value instanceof String text) {
      return node("string", text);
    } else if (value instanceof byte[] bytes) {
      return node("bytes", HEX.formatHex(bytes));
    }
    return ofObject(value);
  }

  private static JsonNode ofObject(Object value) {
    if (value instanceof ByteBuffer buffer) {
      byte[] bytes = new byte[buffer.remaining()];
      buffer.duplicate().get(bytes);
      return of(bytes);
    } else if (value instanceof java.util.Date date) {
      return node("millis", Long.toString(date.toInstant().toEpochMilli()));
    } else if (value instanceof BigDecimal decimal) {
      return node("decimal", decimal.unscaledValue() + "e" + -(long) decimal.scale());
    }
    ArrayNode children = JSON.arrayNode();
    if (value instanceof List<?> list) {
      list.forEach(element -> children.add(of(element)));
      return JSON.objectNode().set("list", children);
    } else if (value instanceof Map<?, ?> map) {
      map.forEach((key, entry) -> children.add(JSON.arrayNode().add(of(key)).add(of(entry))));
      return JSON.objectNode().set("map", children);
    }
    Struct struct = (Struct) value;
    struct
        .schema()
        .fields()
        .forEach(
            field ->
                children.add(
                    JSON.arrayNode()
                        .add(field.name())
                        .add(of(struct.getWithoutDefault(field.name())))));
    return JSON.objectNode().set("struct", children);
  }

  private static JsonNode node(String type, String value) {
    return JSON.objectNode().put(type, value);
  }
}
