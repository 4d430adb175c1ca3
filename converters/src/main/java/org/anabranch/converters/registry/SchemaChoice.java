package org.anabranch.converters.registry;

import java.time.Duration;
import java.util.List;
import org.apache.avro.Schema;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;
import org.apache.kafka.common.config.ConfigDef.Range;
import org.apache.kafka.common.config.ConfigDef.ValidString;
import org.apache.kafka.common.config.ConfigDef.Width;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.connect.errors.RetriableException;
import org.jspecify.annotations.Nullable;

/**
 * Which schema of a subject records are written with: their own, registered where it is new or has
 * to be, or the subject's newest. Asks the registry each time.
 */
public final class SchemaChoice {

  static final String AUTO_REGISTER = "auto.register.schemas";
  static final String USE_LATEST = "use.latest.version";
  static final String LATEST_STRICT = "latest.compatibility.strict";
  static final String LATEST_TTL = "latest.cache.ttl.sec";
  public static final String COMPATIBILITY = "compatibility";

  private static final String GROUP = "Evolution";

  private enum Use {
    REGISTER,
    LOOK_UP,
    LATEST
  }

  private final SchemaRegistry registry;
  private final Use use;
  private final Compatibility compatibility;
  private final boolean isStrict;
  private final @Nullable Duration latestKept;

  private SchemaChoice(SchemaRegistry registry, Use use, AbstractConfig config) {
    this.registry = registry;
    this.use = use;
    this.compatibility = Compatibility.of(config.getString(COMPATIBILITY));
    this.isStrict = config.getBoolean(LATEST_STRICT);
    int seconds = config.getInt(LATEST_TTL);
    this.latestKept = use == Use.LATEST && seconds >= 0 ? Duration.ofSeconds(seconds) : null;
  }

  /** Adds the options. */
  public static ConfigDef define(ConfigDef options) {
    return defineLatest(defineRegistering(options));
  }

  private static ConfigDef defineRegistering(ConfigDef options) {
    return options
        .define(
            AUTO_REGISTER,
            ConfigDef.Type.BOOLEAN,
            true,
            Importance.MEDIUM,
            "Whether a record's schema is registered that the registry does not know yet.",
            GROUP,
            0,
            Width.SHORT,
            "Register schemas")
        .define(
            COMPATIBILITY,
            ConfigDef.Type.STRING,
            Compatibility.REGISTRY.word(),
            ValidString.in(Compatibility.words().toArray(new String[0])),
            Importance.MEDIUM,
            "What is asked of a schema before it is registered as the next version of a subject:"
                + " registry is only what the registry is set to; backward also that the new schema"
                + " reads what was written with the version before; forward that the version before"
                + " reads what is written with the new one; full is both.",
            GROUP,
            1,
            Width.SHORT,
            "Compatibility");
  }

  private static ConfigDef defineLatest(ConfigDef options) {
    return options
        .define(
            USE_LATEST,
            ConfigDef.Type.BOOLEAN,
            false,
            Importance.MEDIUM,
            "Whether records are written with the subject's newest version in place of their own"
                + " schema. It needs "
                + AUTO_REGISTER
                + "=false.",
            GROUP,
            2,
            Width.SHORT,
            "Use the newest version")
        .define(
            LATEST_STRICT,
            ConfigDef.Type.BOOLEAN,
            true,
            Importance.LOW,
            "Whether the newest version has to be able to read what the record's own schema writes.",
            GROUP,
            3,
            Width.SHORT,
            "Check the newest version")
        .define(
            LATEST_TTL,
            ConfigDef.Type.INT,
            -1,
            Range.atLeast(-1),
            Importance.LOW,
            "After how many seconds the newest version is asked for again; -1 for never.",
            GROUP,
            4,
            Width.SHORT,
            "Newest version kept (s)");
  }

  /**
   * Of a converter's configuration.
   *
   * @throws ConfigException where options contradict each other
   */
  public static SchemaChoice of(AbstractConfig config, SchemaRegistry registry) {
    boolean registers = config.getBoolean(AUTO_REGISTER);
    boolean latest = config.getBoolean(USE_LATEST);
    if (registers && latest) {
      throw new ConfigException(
          USE_LATEST
              + "=true would have no effect, since "
              + AUTO_REGISTER
              + " is true. Set one of them to false");
    }
    return new SchemaChoice(
        registry, registers ? Use.REGISTER : latest ? Use.LATEST : Use.LOOK_UP, config);
  }

  /** How long a choice holds; null for ever. */
  public @Nullable Duration kept() {
    return latestKept;
  }

  /**
   * The schema for records of a subject.
   *
   * @param own that of the records
   * @throws UnknownSchemaException where it has to be registered and is not
   * @throws IncompatibleSchemaException where it may not be registered, or the newest version
   *     cannot stand for it
   * @throws RetriableException where the registry fails for now
   */
  public WrittenSchema of(String subject, Schema own) {
    return switch (use) {
      case REGISTER -> new WrittenSchema(registered(subject, own), own);
      case LOOK_UP -> new WrittenSchema(registry.idOf(subject, own), own);
      case LATEST -> latest(subject, own);
    };
  }

  private WrittenSchema latest(String subject, Schema own) {
    RegisteredSchema latest = registry.latest(subject);
    List<String> problems =
        isStrict
            ? Compatibility.unreadable("it does not read the record's own", latest.schema(), own)
            : List.of();
    if (!problems.isEmpty()) {
      throw new IncompatibleSchemaException(
          "The newest version of subject '"
              + subject
              + "' (id "
              + latest.id()
              + ") cannot stand for the record's schema: "
              + String.join("; ", problems)
              + ". Register one that can, or set "
              + LATEST_STRICT
              + "=false");
    }
    return new WrittenSchema(latest.id(), latest.schema());
  }

  private int registered(String subject, Schema own) {
    if (compatibility != Compatibility.REGISTRY) {
      Integer known = known(subject, own);
      if (known != null) {
        return known;
      }
      checkFollows(subject, own);
    }
    try {
      return registry.register(subject, own);
    } catch (IncompatibleSchemaException refused) {
      throw incompatible(subject, reasons(subject, own, refused));
    }
  }

  /** What was registered once may be written for ever, also beside newer versions. */
  private @Nullable Integer known(String subject, Schema own) {
    try {
      return registry.idOf(subject, own);
    } catch (UnknownSchemaException notYet) {
      return null;
    }
  }

  private void checkFollows(String subject, Schema own) {
    RegisteredSchema latest;
    try {
      latest = registry.latest(subject);
    } catch (UnknownSchemaException first) {
      return;
    }
    List<String> problems = compatibility.problems(own, latest.schema());
    if (!problems.isEmpty()) {
      throw incompatible(
          subject, COMPATIBILITY + "=" + compatibility.word() + ": " + String.join("; ", problems));
    }
  }

  /** The registry's own, which are more when it is asked for them. */
  private String reasons(String subject, Schema own, IncompatibleSchemaException refused) {
    try {
      List<String> reasons = registry.incompatibilities(subject, own);
      return refused.getMessage()
          + (reasons.isEmpty() ? "" : ". Its reasons: " + String.join("; ", reasons));
    } catch (RuntimeException unheard) {
      refused.addSuppressed(unheard);
      return String.valueOf(refused.getMessage());
    }
  }

  private static IncompatibleSchemaException incompatible(String subject, String reasons) {
    return new IncompatibleSchemaException(
        "The schema of a record may not follow the versions of subject '"
            + subject
            + "'. "
            + reasons
            + ". Change the table in a way that readers of the versions before can follow (a new"
            + " column with a default or that may be NULL), or let the subject change by a weaker"
            + " compatibility; docs/converters.md says what each change does");
  }
}
