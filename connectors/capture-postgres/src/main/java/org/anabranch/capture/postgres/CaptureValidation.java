package org.anabranch.capture.postgres;

import io.debezium.connector.postgresql.PostgresConnector;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.anabranch.records.config.ContextOptions;
import org.apache.kafka.common.config.Config;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigValue;

/** Validates a capture's configuration: Debezium's own checks and ours. */
final class CaptureValidation {

  private static final String NO_PLACEHOLDER = "only-for-validation";
  private final PostgresConnector debezium;

  CaptureValidation(PostgresConnector debezium) {
    this.debezium = debezium;
  }

  Config validate(Map<String, String> given) {
    List<ConfigValue> values =
        new ArrayList<>(ContextOptions.define(new ConfigDef()).validate(given));
    ContextOptions.checkMembership(values);
    Map<String, String> complete = DebeziumConfig.of(given, NO_PLACEHOLDER).values();
    values.addAll(debezium.validate(complete).configValues());
    return new Config(values);
  }
}
