package org.anabranch.testkit.kms;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.Map;

/** What a stand-in answers. */
record Reply(int status, Map<String, String> headers, String body) {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  static Reply json(int status, Map<String, ?> members) {
    return json(status, Map.of("Content-Type", "application/json"), members);
  }

  static Reply json(int status, Map<String, String> headers, Map<String, ?> members) {
    try {
      return new Reply(status, headers, JSON.writeValueAsString(members));
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(e);
    }
  }
}
