package org.anabranch.converters;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;
import org.apache.kafka.common.config.ConfigException;

/**
 * Options of Confluent's converter that have one meaning here. A configuration that was written for
 * it is taken as long as both would do the same, and refused where they would silently differ.
 */
final class ConfluentOptions {

  /** Of each option the values that mean what is done here anyway. */
  private static final Map<String, List<String>> MEANT =
      Map.ofEntries(
          Map.entry("enhanced.avro.schema.support", List.of("true")),
          Map.entry("connect.meta.data", List.of("true")),
          Map.entry("generalized.sum.type.support", List.of("false")),
          Map.entry("ignore.default.for.nullables", List.of("true")),
          Map.entry("allow.optional.map.keys", List.of("false")),
          Map.entry("discard.type.doc.default", List.of("false")),
          Map.entry("flatten.unions", List.of("false")),
          Map.entry("flatten.singleton.unions", List.of("false")),
          Map.entry("propagate.schema.tags", List.of("false")),
          Map.entry("use.schema.id", List.of("-1")),
          Map.entry("use.latest.with.metadata", List.of()),
          Map.entry("schema.format", List.of()),
          Map.entry("rule.executors", List.of()),
          Map.entry("rule.actions", List.of()),
          Map.entry(
              "context.name.strategy",
              List.of("io.confluent.kafka.serializers.context.nullcontextnamestrategy")),
          Map.entry("key.schema.id.serializer", prefix("Prefix", "Serializer")),
          Map.entry("value.schema.id.serializer", prefix("Prefix", "Serializer")),
          Map.entry("key.schema.id.deserializer", prefix("Dual", "Deserializer")),
          Map.entry("value.schema.id.deserializer", prefix("Dual", "Deserializer")));

  private ConfluentOptions() {}

  private static List<String> prefix(String kind, String direction) {
    String start = "io.confluent.kafka.serializers.schema.id.";
    return List.of(
        (start + "Prefix" + "SchemaId" + direction).toLowerCase(Locale.ROOT),
        (start + kind + "SchemaId" + direction).toLowerCase(Locale.ROOT));
  }

  /** Adds them, so that a validation of a connector's configuration sees what is refused. */
  static void define(ConfigDef options) {
    MEANT.forEach(
        (name, meant) ->
            options.defineInternal(
                name,
                ConfigDef.Type.STRING,
                "",
                ConfigDef.LambdaValidator.with(
                    (option, value) -> check(option, String.valueOf(value), meant),
                    () -> meant.isEmpty() ? "not set" : String.join(" or ", meant)),
                Importance.LOW,
                "As Confluent's converter with this value does."));
  }

  private static void check(String option, String value, List<String> meant) {
    String given = value.strip().toLowerCase(Locale.ROOT);
    if (!given.isEmpty() && !meant.contains(given)) {
      throw new ConfigException(
          option,
          value,
          "This converter would do something else than Confluent's."
              + (meant.isEmpty()
                  ? " Leave it out"
                  : " Set it to " + meant.get(0) + " or leave it out")
              + ", or name Confluent's converter in delegate.class");
    }
  }
}
