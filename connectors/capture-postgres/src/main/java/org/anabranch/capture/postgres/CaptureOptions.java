package org.anabranch.capture.postgres;

import org.anabranch.records.config.ContextOptions;
import org.apache.kafka.common.config.ConfigDef;

/** The options of a capture: Debezium's and ours. */
final class CaptureOptions {

  private CaptureOptions() {}

  /** Adds our options to a copy of Debezium's. */
  static ConfigDef define(ConfigDef debezium) {
    return ContextOptions.define(new ConfigDef(debezium));
  }
}
