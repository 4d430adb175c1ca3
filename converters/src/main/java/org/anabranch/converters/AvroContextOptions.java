package org.anabranch.converters;

import java.time.Duration;
import java.util.Map;
import java.util.Set;
import org.anabranch.converters.registry.SchemaChoice;
import org.anabranch.converters.registry.SchemaRegistries;
import org.anabranch.converters.registry.SubjectName;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;
import org.apache.kafka.common.config.ConfigDef.Range;
import org.apache.kafka.common.config.ConfigDef.Width;
import org.apache.kafka.common.config.ConfigException;

/**
 * The options of {@link AvroContextConverter} for keys or for values.
 *
 * @param config all options, for those who open the registry
 * @param schemasMax how many schemas are remembered
 * @param versioned whether structs of others get the version that their subject has
 * @param refusalKept how long what the registry does not know or refuses is not asked for again
 */
record AvroContextOptions(
    AbstractConfig config,
    boolean isKey,
    SubjectName subjects,
    int schemasMax,
    boolean versioned,
    Duration refusalKept) {

  static final String DELEGATE = "delegate.class";
  static final String KEY_SUBJECTS = "key.subject.name.strategy";
  static final String VALUE_SUBJECTS = "value.subject.name.strategy";
  static final String SCHEMAS_MAX = "max.schemas.per.subject";
  static final String CACHE = "schemas.cache.config";
  static final String VERSIONED = "registry.version";
  static final String REFUSAL_TTL = "missing.id.cache.ttl.sec";

  /** Those that no other converter knows. */
  static final Set<String> OWN =
      Set.of(DELEGATE, VERSIONED, SchemaRegistries.CLIENT, SchemaChoice.COMPATIBILITY);

  private static final String SUBJECTS = "Subjects";
  private static final String MEMORY = "Memory";

  static ConfigDef definition() {
    ConfigDef options = SchemaChoice.define(SchemaRegistries.define(new ConfigDef()));
    defineSubjects(options);
    defineMemory(options);
    ConfluentOptions.define(options);
    return options.define(
        DELEGATE,
        ConfigDef.Type.STRING,
        "",
        DelegateConversion.VALIDATOR,
        Importance.LOW,
        "Another converter, such as Confluent's own, that does all the work: it lies in the same"
            + " plugin directory, and gets all options but this one.",
        "Delegate",
        0,
        Width.LONG,
        "Class");
  }

  private static void defineSubjects(ConfigDef options) {
    defineStrategy(options, KEY_SUBJECTS, "keys", 0);
    defineStrategy(options, VALUE_SUBJECTS, "values", 1);
    options.define(
        VERSIONED,
        ConfigDef.Type.BOOLEAN,
        false,
        Importance.LOW,
        "Whether structs of schemas that other programs registered get the version that their"
            + " subject has in the registry, by which some sinks tell newer schemas from older ones."
            + " What this converter wrote has the version that it was written with, or none.",
        SUBJECTS,
        2,
        Width.SHORT,
        "Registry's version");
  }

  private static void defineStrategy(ConfigDef options, String name, String part, int order) {
    options.define(
        name,
        ConfigDef.Type.STRING,
        "topic",
        SubjectName.VALIDATOR,
        Importance.MEDIUM,
        "The subject of "
            + part
            + ": topic is the topic's name with -key or -value; record the record's full name;"
            + " topic-record the topic's name, a dash and the record's full name. Confluent's class"
            + " names are taken too.",
        SUBJECTS,
        order,
        Width.MEDIUM,
        "Subject of " + part);
  }

  private static void defineMemory(ConfigDef options) {
    options
        .define(
            CACHE,
            ConfigDef.Type.INT,
            1_000,
            Range.atLeast(1),
            Importance.LOW,
            "How many schemas are remembered, written and read ones each, with the larger number of"
                + " this and "
                + SCHEMAS_MAX
                + ".",
            MEMORY,
            0,
            Width.SHORT,
            "Schemas kept")
        .define(
            SCHEMAS_MAX,
            ConfigDef.Type.INT,
            1_000,
            Range.atLeast(1),
            Importance.LOW,
            "As " + CACHE + ".",
            MEMORY,
            1,
            Width.SHORT,
            "Schemas of a subject")
        .define(
            REFUSAL_TTL,
            ConfigDef.Type.INT,
            10,
            Range.atLeast(0),
            Importance.LOW,
            "For how many seconds the registry is not asked again for an id that it did not know, or"
                + " about a schema that it refused.",
            MEMORY,
            2,
            Width.SHORT,
            "Refusals kept (s)");
  }

  /**
   * Of a converter's configuration.
   *
   * @throws ConfigException where it is wrong; says what, and how to mend it
   */
  static AvroContextOptions of(Map<String, ?> configuration, boolean isKey) {
    AbstractConfig config = new AbstractConfig(definition(), configuration, false);
    String strategy = isKey ? KEY_SUBJECTS : VALUE_SUBJECTS;
    return new AvroContextOptions(
        config,
        isKey,
        SubjectName.parse(strategy, config.getString(strategy)),
        Math.max(config.getInt(CACHE), config.getInt(SCHEMAS_MAX)),
        config.getBoolean(VERSIONED),
        Duration.ofSeconds(config.getInt(REFUSAL_TTL)));
  }

  /** Nothing that may be secret. */
  @Override
  public String toString() {
    return (isKey ? "keys" : "values") + " by subjects of " + subjects;
  }
}
