package org.anabranch.testkit.servers;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The answer to a validation: the messages per option that is wrong; empty when all is well. */
public record ConfigValidation(Map<String, List<String>> errors) {

  static ConfigValidation of(JsonNode json) {
    Map<String, List<String>> errors = new TreeMap<>();
    for (JsonNode config : json.path("configs")) {
      List<String> messages = new ArrayList<>();
      config.path("value").path("errors").forEach(message -> messages.add(message.asText()));
      if (!messages.isEmpty()) {
        errors.put(config.path("value").path("name").asText(), messages);
      }
    }
    return new ConfigValidation(errors);
  }

  public boolean isValid() {
    return errors.isEmpty();
  }

  /** The messages about one option. */
  public List<String> errors(String option) {
    return errors.getOrDefault(option, List.of());
  }
}
