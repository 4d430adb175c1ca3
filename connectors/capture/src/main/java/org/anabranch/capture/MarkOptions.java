package org.anabranch.capture;

import java.util.Map;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;
import org.apache.kafka.common.config.ConfigDef.Range;
import org.apache.kafka.common.config.ConfigDef.Width;

/** How often a capture sends marks. */
public final class MarkOptions {

  public static final String INTERVAL_MS = "context.mark.interval.ms";
  private static final long INTERVAL_MS_DEFAULT = 1_000;

  private MarkOptions() {}

  /** Adds the option to a capture's own. */
  public static ConfigDef define(ConfigDef options) {
    return options.define(
        INTERVAL_MS,
        ConfigDef.Type.LONG,
        INTERVAL_MS_DEFAULT,
        Range.atLeast(0),
        Importance.LOW,
        "How many milliseconds pass between marks at least. A mark is a record without key and"
            + " value that tells other regions what this database has applied, in lanes in which it"
            + " writes nothing itself; they forget what every member has applied. A transform that"
            + " cannot take records without key and value is kept off them by the predicate"
            + " org.apache.kafka.connect.transforms.predicates.RecordIsTombstone and negate=true.",
        "Context",
        11,
        Width.SHORT,
        "Interval of marks (ms)");
  }

  static long intervalMillis(Map<String, String> config) {
    return new AbstractConfig(define(new ConfigDef()), config, false).getLong(INTERVAL_MS);
  }
}
