package org.anabranch.capture.config;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.config.ConfigValue;
import org.apache.kafka.connect.errors.ConnectException;

/** What is wrong with a configuration, or with the database it names, option by option. */
public final class Problems {

  private final Map<String, List<String>> byOption = new LinkedHashMap<>();

  /** Notes a problem; the message says how to mend it. */
  public void add(String option, String message) {
    byOption.computeIfAbsent(option, name -> new ArrayList<>()).add(message);
  }

  /** Whether nothing is wrong. */
  public boolean none() {
    return byOption.isEmpty();
  }

  /** The messages of every option that has any. */
  public Map<String, List<String>> byOption() {
    return byOption;
  }

  /** Adds each problem to the value of its option, or a value for an option that has none. */
  public void addTo(List<ConfigValue> values) {
    byOption.forEach(
        (option, messages) -> {
          ConfigValue value =
              values.stream()
                  .filter(one -> one.name().equals(option))
                  .findFirst()
                  .orElseGet(
                      () -> {
                        ConfigValue added = new ConfigValue(option);
                        values.add(added);
                        return added;
                      });
          messages.forEach(value::addErrorMessage);
        });
  }

  /**
   * Refuses to start while there is a problem.
   *
   * @throws ConnectException with all of them
   */
  public void refuse() {
    if (!none()) {
      StringBuilder text = new StringBuilder("The capture cannot start safely:");
      byOption.forEach(
          (option, messages) ->
              messages.forEach(
                  message -> text.append("\n - ").append(option).append(": ").append(message)));
      throw new ConnectException(text.toString());
    }
  }
}
