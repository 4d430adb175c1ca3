package org.anabranch.capture.postgres;

import io.debezium.connector.postgresql.PostgresConnector;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.anabranch.capture.config.CaptureOptions;
import org.anabranch.capture.config.KafkaTopics;
import org.anabranch.capture.config.Problems;
import org.anabranch.capture.config.TransformRules;
import org.anabranch.records.config.ContextOptions;
import org.apache.kafka.common.config.Config;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigValue;

/**
 * Validates a capture's configuration: Debezium's own checks, ours on the options, and, where
 * nothing is wrong so far with how to reach it, ours on the database.
 */
final class CaptureValidation {

  private static final String NO_PLACEHOLDER = "only-for-validation";
  private static final Set<String> NEEDED =
      Set.of(
          "database.hostname",
          "database.port",
          "database.user",
          "database.password",
          "database.dbname",
          "slot.name",
          "publication.name");

  private final PostgresConnector debezium;

  CaptureValidation(PostgresConnector debezium) {
    this.debezium = debezium;
  }

  Config validate(Map<String, String> given) {
    List<ConfigValue> values = new ArrayList<>(CaptureOptions.own(new ConfigDef()).validate(given));
    ContextOptions.checkMembership(values);
    Map<String, String> complete = DebeziumConfig.of(given, NO_PLACEHOLDER).values();
    values.addAll(debezium.validate(complete).configValues());
    Problems problems = new Problems();
    RefusedOptions.check(given, problems);
    TransformRules.check(given, problems);
    values.stream()
        .filter(value -> value.name().equals(ContextOptions.LANES))
        .filter(value -> value.value() instanceof Integer)
        .forEach(value -> KafkaTopics.validate(given, (Integer) value.value(), problems));
    if (values.stream().noneMatch(CaptureValidation::unreachable)) {
      database(complete, problems);
    }
    problems.addTo(values);
    complete(values);
    return new Config(values);
  }

  /** Kafka Connect answers with 500 where an option of the definition has no value at all. */
  private void complete(List<ConfigValue> values) {
    Set<String> missing = new TreeSet<>(CaptureOptions.define(debezium.config()).names());
    values.forEach(value -> missing.remove(value.name()));
    missing.forEach(name -> values.add(new ConfigValue(name)));
  }

  private static boolean unreachable(ConfigValue value) {
    return NEEDED.contains(value.name()) && !value.errorMessages().isEmpty();
  }

  private static void database(Map<String, String> complete, Problems problems) {
    DatabaseAccess access = new DatabaseAccess(complete);
    try (DatabaseAccess.Session session = access.open()) {
      List<CapturedTable> tables = CapturedTable.find(session.jdbc(), access::captures);
      DatabaseChecks.check(session.jdbc(), access, complete, tables, problems);
    } catch (SQLException e) {
      problems.add("database.hostname", "The database could not be checked: " + e.getMessage());
    }
  }
}
