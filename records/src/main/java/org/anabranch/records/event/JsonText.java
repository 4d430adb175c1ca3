package org.anabranch.records.event;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import java.io.IOException;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Natural values as JSON's text. Integers come back as {@code Long}, others as {@code Double}. */
final class JsonText {

  /** A row's text may be as long as the database lets it be; it is in memory already. */
  private static final JsonFactory JSON =
      JsonFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder().maxStringLength(Integer.MAX_VALUE).build())
          .build();

  private JsonText() {}

  /**
   * The text.
   *
   * @throws IllegalArgumentException where a value is of a type that JSON does not have
   */
  static String write(@Nullable Object natural) {
    StringWriter text = new StringWriter();
    try (JsonGenerator out = JSON.createGenerator(text)) {
      write(natural, out);
    } catch (IllegalStateException e) {
      throw new IllegalArgumentException(
          "It holds a value without a schema of a type that JSON does not have");
    } catch (IOException e) {
      throw new IllegalStateException("A text in memory is always written", e);
    }
    return text.toString();
  }

  private static void write(@Nullable Object natural, JsonGenerator out) throws IOException {
    if (natural instanceof Map<?, ?> object) {
      out.writeStartObject();
      for (Map.Entry<?, ?> member : object.entrySet()) {
        out.writeFieldName(String.valueOf(member.getKey()));
        write(member.getValue(), out);
      }
      out.writeEndObject();
    } else if (natural instanceof List<?> list) {
      out.writeStartArray();
      for (Object element : list) {
        write(element, out);
      }
      out.writeEndArray();
    } else {
      out.writePOJO(natural);
    }
  }

  /**
   * The value of a text.
   *
   * @param at where the text stands in the event
   * @throws MalformedEventException where it is no JSON
   */
  static @Nullable Object read(String text, String at) {
    try (JsonParser in = JSON.createParser(text)) {
      in.nextToken();
      Object value = read(in);
      if (in.nextToken() != null) {
        throw new MalformedEventException(at, "goes on behind its JSON");
      }
      return value;
    } catch (IOException e) {
      throw new MalformedEventException(at, "is no JSON");
    }
  }

  private static @Nullable Object read(JsonParser in) throws IOException {
    JsonToken token = in.currentToken();
    if (token == null) {
      throw new IOException("It is empty");
    }
    return switch (token) {
      case START_OBJECT -> object(in);
      case START_ARRAY -> list(in);
      case VALUE_STRING -> in.getText();
      case VALUE_NUMBER_INT -> in.getLongValue();
      case VALUE_NUMBER_FLOAT -> in.getDoubleValue();
      case VALUE_TRUE -> true;
      case VALUE_FALSE -> false;
      case VALUE_NULL -> null;
      default -> throw new IOException("It is no value");
    };
  }

  private static Map<String, @Nullable Object> object(JsonParser in) throws IOException {
    Map<String, @Nullable Object> object = new LinkedHashMap<>();
    while (in.nextToken() != JsonToken.END_OBJECT) {
      String name = in.currentName();
      in.nextToken();
      object.put(name, read(in));
    }
    return object;
  }

  private static List<@Nullable Object> list(JsonParser in) throws IOException {
    List<@Nullable Object> list = new ArrayList<>();
    while (in.nextToken() != JsonToken.END_ARRAY) {
      list.add(read(in));
    }
    return list;
  }
}
