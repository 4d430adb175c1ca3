package org.anabranch.testkit.kms;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One request to a stand-in, read whole. */
final class Request {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final HttpExchange exchange;
  private final String body;

  private Request(HttpExchange exchange, String body) {
    this.exchange = exchange;
    this.body = body;
  }

  static Request read(HttpExchange exchange) throws IOException {
    return new Request(
        exchange, new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
  }

  String method() {
    return exchange.getRequestMethod();
  }

  URI uri() {
    return exchange.getRequestURI();
  }

  String path() {
    return uri().getPath();
  }

  @Nullable String header(String name) {
    return exchange.getRequestHeaders().getFirst(name);
  }

  JsonNode json() {
    try {
      return JSON.readTree(body);
    } catch (IOException e) {
      throw new Refusal(400, "BadRequest", "No JSON");
    }
  }

  /** A member of the JSON body that must be there. */
  String text(String member) {
    JsonNode found = json().get(member);
    if (found == null || !found.isTextual()) {
      throw new Refusal(400, "BadRequest", "No " + member);
    }
    return found.textValue();
  }

  /** A member in Base64. */
  byte[] bytes(String member, Base64.Decoder base64) {
    try {
      return base64.decode(text(member));
    } catch (IllegalArgumentException e) {
      throw new Refusal(400, "BadRequest", "No Base64 in " + member);
    }
  }

  /** The fields of a form. */
  Map<String, String> form() {
    Map<String, String> fields = new LinkedHashMap<>();
    for (String field : body.split("&", -1)) {
      int equals = field.indexOf('=');
      if (equals > 0) {
        fields.put(decoded(field.substring(0, equals)), decoded(field.substring(equals + 1)));
      }
    }
    return fields;
  }

  private static String decoded(String text) {
    return URLDecoder.decode(text, StandardCharsets.UTF_8);
  }
}
