package org.anabranch.keys.store;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.HexFormat;
import java.util.regex.Pattern;
import org.anabranch.keys.KeyId;
import org.anabranch.keys.KeyPurpose;
import org.anabranch.model.change.KeyHash;
import org.jspecify.annotations.Nullable;

/** Keys as JSON objects in UTF-8, as docs/formats/data-keys.md describes them. */
public final class StoredKeyJson {

  private static final ObjectMapper JSON =
      new ObjectMapper()
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY);

  private static final int FORMAT = 1;
  private static final Pattern HASH = Pattern.compile("[0-9a-f]{32}");

  private StoredKeyJson() {}

  /** The object of a key. */
  public static byte[] write(StoredKey key) {
    ObjectNode json = object(key.name().name(), key.name().subject());
    json.put("id", key.id().toString());
    json.put("purpose", key.name().purpose().text());
    json.put("generation", key.generation());
    json.put("kek_provider", key.wrapping().provider());
    json.put("kek", key.wrapping().key());
    if (key.wrapped() != null) {
      json.put("wrapped", key.wrapped().bytes());
    }
    json.put("created", key.createdMs());
    if (key.destroyedMs() != null) {
      json.put("destroyed", key.destroyedMs());
    }
    return bytes(json);
  }

  /** The object that says of a subject that it is forgotten. */
  public static byte[] forgotten(String keyName, KeyHash subject, long atMs) {
    ObjectNode json = object(keyName, subject);
    json.put("forgotten", atMs);
    return bytes(json);
  }

  /** The object that says under which secret the subjects of a key name are hashed. */
  public static byte[] secret(String keyName, String fingerprint) {
    ObjectNode json = object(keyName, null);
    json.put("secret", fingerprint);
    return bytes(json);
  }

  private static ObjectNode object(String name, @Nullable KeyHash subject) {
    ObjectNode json = JSON.createObjectNode();
    json.put("v", FORMAT);
    json.put("name", name);
    if (subject != null) {
      json.put("subject", subject.toString());
    }
    return json;
  }

  private static byte[] bytes(ObjectNode json) {
    try {
      return JSON.writeValueAsBytes(json);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("A tree of texts and numbers can be written", e);
    }
  }

  /**
   * Reads the object of a key.
   *
   * @throws IllegalArgumentException where it is none; says why, and nothing of what it holds
   */
  public static StoredKey read(KeyId id, byte[] value) {
    JsonNode json = tree(value);
    if (json == null || !json.isObject()) {
      throw new IllegalArgumentException("it is no JSON object");
    }
    if (json.path("v").asInt() != FORMAT) {
      throw new IllegalArgumentException(
          "it is of another format than this version knows. Use a newer one");
    }
    if (!text(json, "id").equals(id.toString())) {
      throw new IllegalArgumentException("its 'id' is another one than it is kept under");
    }
    JsonNode destroyed = json.get("destroyed");
    return new StoredKey(
        id,
        new KeyName(text(json, "name"), KeyPurpose.parse(text(json, "purpose")), subject(json)),
        json.path("generation").asInt(),
        new StoredKey.Wrapping(text(json, "kek_provider"), text(json, "kek")),
        destroyed == null ? wrapped(json) : null,
        json.path("created").asLong(),
        destroyed == null ? null : destroyed.asLong());
  }

  private static @Nullable JsonNode tree(byte[] value) {
    try {
      return JSON.readTree(value);
    } catch (IOException e) {
      // Its message quotes the text.
      return null;
    }
  }

  private static String text(JsonNode json, String member) {
    JsonNode value = json.path(member);
    if (!value.isTextual()) {
      throw new IllegalArgumentException("'" + member + "' is missing or no text");
    }
    return value.textValue();
  }

  private static @Nullable KeyHash subject(JsonNode json) {
    if (!json.has("subject")) {
      return null;
    }
    String hex = text(json, "subject");
    if (!HASH.matcher(hex).matches()) {
      throw new IllegalArgumentException("'subject' has not 32 hexadecimal digits");
    }
    return KeyHash.of(HexFormat.of().parseHex(hex));
  }

  private static WrappedKey wrapped(JsonNode json) {
    try {
      byte[] bytes = json.path("wrapped").binaryValue();
      if (bytes != null && bytes.length > 0) {
        return new WrappedKey(bytes);
      }
    } catch (IOException e) {
      // As where it is missing; the message would quote it.
    }
    throw new IllegalArgumentException("'wrapped' is missing or no base64");
  }
}
