package org.anabranch.capture.mongodb;

import com.mongodb.MongoException;
import io.debezium.connector.mongodb.MongoDbConnector;
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
import org.anabranch.records.mapping.DocumentMapping;
import org.anabranch.records.mapping.DocumentMappingOption;
import org.apache.kafka.common.config.Config;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigValue;

/**
 * Validates a capture's configuration: Debezium's own checks, ours on the options, and, where
 * nothing is wrong so far with how to reach it, ours on the server and its collections.
 */
final class CaptureValidation {

  private static final String TABLES = "Tables";

  private final MongoDbConnector debezium;

  CaptureValidation(MongoDbConnector debezium) {
    this.debezium = debezium;
  }

  /** Adds our options to a copy of Debezium's. */
  static ConfigDef define(ConfigDef debezium) {
    return own(new ConfigDef(debezium));
  }

  private static ConfigDef own(ConfigDef options) {
    return DocumentMappingOption.define(CaptureOptions.own(options), TABLES, 1);
  }

  Config validate(Map<String, String> given) {
    List<ConfigValue> values = new ArrayList<>(own(new ConfigDef()).validate(given));
    ContextOptions.checkMembership(values);
    Map<String, String> complete = DebeziumConfig.of(given).values();
    values.addAll(debezium.validate(complete).configValues());
    Problems problems = new Problems();
    RefusedOptions.check(given, problems);
    TransformRules.check(given, problems);
    values.stream()
        .filter(value -> value.name().equals(ContextOptions.LANES))
        .filter(value -> value.value() instanceof Integer)
        .forEach(value -> KafkaTopics.validate(given, (Integer) value.value(), problems));
    if (values.stream().noneMatch(CaptureValidation::unreachable)) {
      database(complete, mapping(given, values), problems);
    }
    problems.addTo(values);
    complete(values);
    return new Config(values);
  }

  /** Kafka Connect answers with 500 where an option of the definition has no value at all. */
  private void complete(List<ConfigValue> values) {
    Set<String> missing = new TreeSet<>(define(debezium.config()).names());
    values.forEach(value -> missing.remove(value.name()));
    missing.forEach(name -> values.add(new ConfigValue(name)));
  }

  private static boolean unreachable(ConfigValue value) {
    return value.name().startsWith("mongodb.") && !value.errorMessages().isEmpty();
  }

  /** Nothing is mapped where that cannot be read, which is told already. */
  private static DocumentMapping mapping(Map<String, String> given, List<ConfigValue> values) {
    return values.stream()
            .filter(value -> value.name().equals(DocumentMappingOption.NAME))
            .allMatch(value -> value.errorMessages().isEmpty())
        ? DocumentMappingOption.of(given)
        : DocumentMapping.NONE;
  }

  private static void database(
      Map<String, String> complete, DocumentMapping mapping, Problems problems) {
    try (MongoAccess access = new MongoAccess(complete)) {
      ServerChecks.check(access.client(), problems);
      CollectionChecks.check(
          CapturedCollection.find(access.client(), access::captures), mapping, problems);
    } catch (MongoException e) {
      problems.add(ConnectionText.OPTION, "The server could not be checked: " + e.getMessage());
    }
  }
}
