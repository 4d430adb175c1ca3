package org.anabranch.store.postgres.value;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads a JSON document as jsonb reads it: strictly, without the character zero, lone surrogates or
 * numbers that jsonb cannot hold. Our own, because a worker's JSON library is not the plugin's to
 * use and bundling one for this would double the plugin.
 */
final class JsonReader {

  private static final int DEPTH_MAX = 200;
  private static final int EXPONENT_MAX = 10_000;
  private static final Pattern NUMBER =
      Pattern.compile("-?(?:0|[1-9][0-9]*)(?:\\.[0-9]+)?(?:[eE]([+-]?[0-9]{1,5}))?");

  private final String json;
  private int at;

  private JsonReader(String json) {
    this.json = json;
  }

  /**
   * The document as maps, lists, strings, numbers, booleans and null.
   *
   * @throws IllegalArgumentException where jsonb would not take it
   */
  static @Nullable Object read(String json) {
    JsonReader reader = new JsonReader(json);
    Object value = reader.value(0);
    reader.blanks();
    if (reader.at < json.length()) {
      throw malformed();
    }
    return value;
  }

  /** Whether jsonb takes it. */
  static boolean isDocument(String json) {
    try {
      read(json);
      return true;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  private @Nullable Object value(int depth) {
    if (depth > DEPTH_MAX) {
      throw malformed();
    }
    blanks();
    char c = peek();
    return switch (c) {
      case '{' -> object(depth);
      case '[' -> list(depth);
      case '"' -> string();
      case 't' -> word("true", true);
      case 'f' -> word("false", false);
      case 'n' -> word("null", null);
      default -> number();
    };
  }

  private Map<String, @Nullable Object> object(int depth) {
    Map<String, @Nullable Object> members = new LinkedHashMap<>();
    at++;
    blanks();
    if (peek() == '}') {
      at++;
      return members;
    }
    do {
      blanks();
      String name = string();
      blanks();
      expect(':');
      members.put(name, value(depth + 1));
      blanks();
    } while (comma('}'));
    return members;
  }

  private List<@Nullable Object> list(int depth) {
    List<@Nullable Object> elements = new ArrayList<>();
    at++;
    blanks();
    if (peek() == ']') {
      at++;
      return elements;
    }
    do {
      elements.add(value(depth + 1));
      blanks();
    } while (comma(']'));
    return elements;
  }

  private boolean comma(char end) {
    if (peek() == end) {
      at++;
      return false;
    }
    expect(',');
    return true;
  }

  private String string() {
    expect('"');
    StringBuilder text = new StringBuilder();
    for (char c = next(); c != '"'; c = next()) {
      if (c < ' ') {
        throw malformed();
      }
      text.append(c == '\\' ? escaped() : c);
    }
    for (int i = 0; i < text.length(); i += Character.charCount(text.codePointAt(i))) {
      int type = Character.getType(text.codePointAt(i));
      if (type == Character.SURROGATE || text.charAt(i) == 0) {
        throw malformed();
      }
    }
    return text.toString();
  }

  private char escaped() {
    char c = next();
    return switch (c) {
      case '"', '\\', '/' -> c;
      case 'b' -> '\b';
      case 'f' -> '\f';
      case 'n' -> '\n';
      case 'r' -> '\r';
      case 't' -> '\t';
      case 'u' -> unicode();
      default -> throw malformed();
    };
  }

  private char unicode() {
    if (at + 4 > json.length()) {
      throw malformed();
    }
    String digits = json.substring(at, at + 4);
    at += 4;
    if (!digits.matches("[0-9a-fA-F]{4}")) {
      throw malformed();
    }
    return (char) Integer.parseInt(digits, 16);
  }

  private BigDecimal number() {
    Matcher number = NUMBER.matcher(json).region(at, json.length());
    if (!number.lookingAt()) {
      throw malformed();
    }
    at = number.end();
    String exponent = number.group(1);
    if (exponent != null && Math.abs(Integer.parseInt(exponent)) > EXPONENT_MAX) {
      throw malformed();
    }
    return new BigDecimal(number.group());
  }

  private @Nullable Object word(String word, @Nullable Object meaning) {
    if (!json.startsWith(word, at)) {
      throw malformed();
    }
    at += word.length();
    return meaning;
  }

  private void blanks() {
    while (at < json.length() && " \t\r\n".indexOf(json.charAt(at)) >= 0) {
      at++;
    }
  }

  private char peek() {
    if (at >= json.length()) {
      throw malformed();
    }
    return json.charAt(at);
  }

  private char next() {
    char c = peek();
    at++;
    return c;
  }

  private void expect(char c) {
    if (next() != c) {
      throw malformed();
    }
  }

  private static IllegalArgumentException malformed() {
    return new IllegalArgumentException("No document that jsonb takes");
  }
}
