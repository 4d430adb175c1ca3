package org.anabranch.keys.local;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Keysets as JSON, as docs/formats/data-keys.md describes them. */
final class KeysetJson {

  private static final ObjectMapper JSON =
      new ObjectMapper()
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY);

  private static final int FORMAT = 1;

  private KeysetJson() {}

  static byte[] write(Keyset keyset) {
    ObjectNode json = JSON.createObjectNode();
    json.put("v", FORMAT);
    json.put("primary", keyset.primary());
    ArrayNode keys = json.putArray("keys");
    for (KeysetKey key : keyset.keys()) {
      ObjectNode member = keys.addObject();
      member.put("name", key.name());
      member.put("kind", key.kind());
      key.parts().forEach(member::put);
    }
    try {
      return JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(json);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("A tree of texts can be written", e);
    }
  }

  /**
   * Reads a keyset.
   *
   * @throws IllegalArgumentException where it is none; says why, and nothing of what it holds
   */
  static Keyset read(byte[] bytes) {
    JsonNode json;
    try {
      json = JSON.readTree(bytes);
    } catch (IOException e) {
      // Its message quotes the text; so it is not kept as a cause, either.
      throw new IllegalArgumentException("it is no JSON");
    }
    if (json.path("v").asInt() != FORMAT) {
      throw new IllegalArgumentException("its 'v' is not " + FORMAT);
    }
    List<KeysetKey> keys = new ArrayList<>();
    for (JsonNode key : json.path("keys")) {
      keys.add(new KeysetKey(text(key, "name"), text(key, "kind"), parts(key)));
    }
    return new Keyset(text(json, "primary"), keys);
  }

  private static Map<String, byte[]> parts(JsonNode key) {
    Map<String, byte[]> parts = new HashMap<>();
    for (Map.Entry<String, JsonNode> member : key.properties()) {
      if (!member.getKey().equals("name") && !member.getKey().equals("kind")) {
        parts.put(member.getKey(), bytes(member.getKey(), member.getValue()));
      }
    }
    return parts;
  }

  private static byte[] bytes(String name, JsonNode value) {
    try {
      byte[] bytes = value.binaryValue();
      if (bytes != null) {
        return bytes;
      }
    } catch (IOException e) {
      // As where it is no text.
    }
    throw new IllegalArgumentException("the '" + name + "' of a key is no base64");
  }

  private static String text(JsonNode json, String member) {
    JsonNode value = json.path(member);
    if (!value.isTextual()) {
      throw new IllegalArgumentException("'" + member + "' is missing or no text");
    }
    return value.textValue();
  }
}
