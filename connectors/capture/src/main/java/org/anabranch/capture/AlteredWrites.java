package org.anabranch.capture;

import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;
import org.apache.kafka.common.config.ConfigDef.ValidString;
import org.apache.kafka.common.config.ConfigDef.Width;

/**
 * What becomes of a value that this region's applications write into a column whose values arrive
 * here removed, masked or encrypted.
 */
public enum AlteredWrites {
  /** It is the column's value in every region that may have it. */
  ACCEPT,
  /** It stays here. */
  WITHHOLD;

  public static final String OPTION = "altered.columns.writes";

  /** Adds the option to a capture's own. */
  public static ConfigDef define(ConfigDef options) {
    return options.define(
        OPTION,
        ConfigDef.Type.STRING,
        ACCEPT.option(),
        ValidString.in(Stream.of(values()).map(AlteredWrites::option).toArray(String[]::new)),
        Importance.MEDIUM,
        "What becomes of a value that applications of this region write into a column whose values"
            + " arrive here removed, masked or encrypted. accept sends it to the other regions as"
            + " the column's new value; withhold leaves it out of what they are sent, so that only"
            + " regions that have the true value change it. A value that nobody here has written is"
            + " never sent. New rows are sent whole. docs/operations/merges.md says more.",
        "Context",
        12,
        Width.SHORT,
        "Writes of altered columns");
  }

  static AlteredWrites of(Map<String, String> config) {
    String option = new AbstractConfig(define(new ConfigDef()), config, false).getString(OPTION);
    return valueOf(option.toUpperCase(Locale.ROOT));
  }

  private String option() {
    return name().toLowerCase(Locale.ROOT);
  }
}
