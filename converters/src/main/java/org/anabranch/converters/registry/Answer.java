package org.anabranch.converters.registry;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.time.Duration;
import org.apache.kafka.connect.errors.ConnectException;
import org.jspecify.annotations.Nullable;

/**
 * What a registry answered to a request.
 *
 * @param where the registry's URL, without user info
 * @param status of HTTP
 * @param body as JSON; missing where it is none
 * @param retryAfter how long the registry asks to be left alone, where it says so
 */
record Answer(String where, Asked asked, int status, JsonNode body, @Nullable Duration retryAfter) {

  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final int RETRY_AFTER_DIGITS_MAX = 9;

  static Answer of(RegistryUrl where, Asked asked, HttpResponse<byte[]> response) {
    return new Answer(
        where.toString(),
        asked,
        response.statusCode(),
        json(response.body()),
        response.headers().firstValue("Retry-After").map(Answer::seconds).orElse(null));
  }

  private static JsonNode json(byte[] body) {
    try {
      JsonNode read = JSON.readTree(body);
      return read == null ? MissingNode.getInstance() : read;
    } catch (IOException noJson) {
      // As a proxy's page of an error, of which the status says enough.
      return MissingNode.getInstance();
    }
  }

  /** Only the form with seconds: the one with a date depends on two clocks that differ. */
  private static @Nullable Duration seconds(String header) {
    String digits = header.strip();
    boolean number = digits.length() <= RETRY_AFTER_DIGITS_MAX && digits.matches("\\d+");
    return number ? Duration.ofSeconds(Long.parseLong(digits)) : null;
  }

  boolean isGood() {
    return status / 100 == 2;
  }

  Refusal refusal() {
    return new Refusal(where, asked, status, code(), body.path("message").asText(""), retryAfter);
  }

  /** The registry's own code; the status where it gives none, or zero. */
  private int code() {
    int code = body.path("error_code").asInt(status);
    return code == 0 ? status : code;
  }

  /** The body of a good answer. */
  JsonNode orRefused() {
    if (isGood()) {
      return body;
    }
    throw refusal().exception();
  }

  /** A number that a good answer has to have. */
  int number(String member) {
    JsonNode found = orRefused().path(member);
    if (!found.canConvertToInt()) {
      throw lacking(member);
    }
    return found.intValue();
  }

  /** A text that a good answer has to have. */
  String text(String member) {
    JsonNode found = orRefused().path(member);
    if (!found.isTextual()) {
      throw lacking(member);
    }
    return found.textValue();
  }

  private ConnectException lacking(String member) {
    return new ConnectException(
        "The schema registry at "
            + where
            + " gave no '"
            + member
            + "' when asked "
            + asked.what()
            + ". Check that schema.registry.url is that of the registry's Confluent-compatible API");
  }

  /** The body of a request that has one member. */
  static String written(String member, String value) {
    try {
      return JSON.writeValueAsString(JSON.createObjectNode().put(member, value));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }
}
