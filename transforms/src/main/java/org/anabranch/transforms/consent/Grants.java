package org.anabranch.transforms.consent;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The consents of one topic that stand. Subjects without any take no room. Safe for several
 * threads.
 */
final class Grants {

  private static final JsonFactory JSON = new JsonFactory();

  private final Map<String, Set<String>> purposes = new ConcurrentHashMap<>();

  /** Most people have one of a few sets of purposes. */
  private final Map<Set<String>, Set<String>> sets = new ConcurrentHashMap<>();

  boolean has(String subject, String purpose) {
    Set<String> granted = purposes.get(subject);
    return granted != null && granted.contains(purpose);
  }

  /**
   * Takes a record of the topic: its key is the subject, its value an object whose members are
   * purposes, each {@code true} or {@code false}. All that was known of the subject is replaced.
   *
   * @return why the value cannot be read, so that nothing is granted; null where it can
   */
  @Nullable String take(byte[] key, byte @Nullable [] value) {
    String subject = new String(key, StandardCharsets.UTF_8);
    purposes.remove(subject);
    if (value == null) {
      return null;
    }
    Set<String> granted = new TreeSet<>();
    String misfit = read(value, granted);
    if (misfit == null && !granted.isEmpty()) {
      purposes.put(subject, sets.computeIfAbsent(Set.copyOf(granted), set -> set));
    }
    return misfit;
  }

  private static @Nullable String read(byte[] value, Set<String> granted) {
    try (JsonParser json = JSON.createParser(value)) {
      if (json.nextToken() != JsonToken.START_OBJECT) {
        return "it is no JSON object";
      }
      while (json.nextToken() == JsonToken.FIELD_NAME) {
        String purpose = json.currentName();
        JsonToken told = json.nextToken();
        if (told != JsonToken.VALUE_TRUE && told != JsonToken.VALUE_FALSE) {
          return "a member is neither true nor false";
        }
        if (told == JsonToken.VALUE_TRUE) {
          granted.add(purpose);
        } else {
          granted.remove(purpose);
        }
      }
      return json.currentToken() == JsonToken.END_OBJECT && json.nextToken() == null
          ? null
          : "it is no JSON object";
    } catch (IOException e) {
      return "it is no JSON";
    }
  }
}
