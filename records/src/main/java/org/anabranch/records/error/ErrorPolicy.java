package org.anabranch.records.error;

import java.util.Arrays;
import java.util.Locale;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;
import org.apache.kafka.common.config.ConfigDef.ValidString;
import org.apache.kafka.common.config.ConfigDef.Width;
import org.apache.kafka.common.config.ConfigException;

/**
 * What becomes of a record that cannot be handled, by {@code on.error}. There is no policy that
 * drops a record, and none that lets it pass as it is.
 */
public enum ErrorPolicy {
  /** The task fails; nothing goes past the record. */
  FAIL,
  /** The record is set aside, where a person finds it, and later ones go on. */
  QUARANTINE;

  public static final String OPTION = "on.error";

  /** Adds the option {@code on.error}, {@code fail} by default. */
  public static ConfigDef define(ConfigDef options, String group, int order) {
    return options.define(
        OPTION,
        ConfigDef.Type.STRING,
        FAIL.configName(),
        ValidString.in(configNames()),
        Importance.MEDIUM,
        "What becomes of a record that cannot be handled: fail stops the task, quarantine sets the"
            + " record aside and goes on. Nothing is ever dropped.",
        group,
        order,
        Width.SHORT,
        "On error");
  }

  /** The name in configurations. */
  public String configName() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** All names in configurations. */
  public static String[] configNames() {
    return Arrays.stream(values()).map(ErrorPolicy::configName).toArray(String[]::new);
  }

  /**
   * The policy of that name.
   *
   * @throws ConfigException where there is none
   */
  public static ErrorPolicy of(String configName) {
    for (ErrorPolicy policy : values()) {
      if (policy.configName().equals(configName)) {
        return policy;
      }
    }
    throw new ConfigException(OPTION, configName, "Use one of " + String.join(", ", configNames()));
  }
}
