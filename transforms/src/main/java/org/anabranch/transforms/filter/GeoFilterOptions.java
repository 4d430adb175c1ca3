package org.anabranch.transforms.filter;

import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.anabranch.keys.config.KeyOptions;
import org.anabranch.transforms.audit.AuditOptions;
import org.anabranch.transforms.consent.ConsentOptions;
import org.anabranch.transforms.encrypt.TableOption;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;
import org.apache.kafka.common.config.ConfigDef.ValidString;
import org.apache.kafka.common.config.ConfigDef.Width;
import org.apache.kafka.common.config.ConfigException;
import org.jspecify.annotations.Nullable;

/**
 * The options of a filter.
 *
 * @param encryption the whole configuration, of which {@link KeyOptions} and {@link TableOption}
 *     are read where a policy encrypts
 * @param converters the options that begin with {@code key.converter} and {@code value.converter}
 * @param quarantine null where nothing is quarantined
 * @param audit null where decisions are not kept
 * @param consents null where no policy may ask for consents in topics
 */
public record GeoFilterOptions(
    PolicyOptions policy,
    Map<String, Object> encryption,
    Map<String, Object> converters,
    ErrorChoice onError,
    @Nullable QuarantineOptions quarantine,
    boolean dryRun,
    @Nullable AuditOptions audit,
    @Nullable ConsentOptions consents) {

  static final String ON_ERROR = "on.error";
  static final String DRY_RUN = "dry.run";

  private static final String CONVERTERS = "Converters";
  private static final String ERRORS = "Errors";

  public GeoFilterOptions {
    encryption = Map.copyOf(encryption);
    converters = Map.copyOf(converters);
  }

  /** All of them. */
  public static ConfigDef definition() {
    ConfigDef options = defineConverters(PolicyOptions.define(new ConfigDef()));
    options.define(
        ON_ERROR,
        ConfigDef.Type.STRING,
        ErrorChoice.FAIL.configName(),
        ValidString.in(ErrorChoice.configNames()),
        Importance.HIGH,
        "What becomes of a record that the policy cannot judge, since a field is missing or of"
            + " another type, or since it cannot be read: fail stops the task, withhold treats it as"
            + " withheld, so that the other region removes its row, quarantine does so and writes"
            + " it as it came to quarantine.topic. It never goes on.",
        ERRORS,
        0,
        Width.SHORT,
        "On error",
        new QuarantineOptions.Needs());
    QuarantineOptions.define(options);
    options.define(
        DRY_RUN,
        ConfigDef.Type.BOOLEAN,
        false,
        Importance.HIGH,
        "Whether records only are judged, counted and logged by rule once a minute, and all of them"
            + " go on as they are.",
        "Policy",
        5,
        Width.SHORT,
        "Dry run");
    TableOption.define(
        options, "Policy", 6, " Only a policy that encrypts needs it; rules do not see it.");
    return KeyOptions.define(ConsentOptions.define(AuditOptions.define(options)));
  }

  /** Adds the options of what reads raw bytes. */
  public static ConfigDef defineConverters(ConfigDef options) {
    return options
        .define(
            RecordConverters.KEY,
            ConfigDef.Type.STRING,
            null,
            RecordConverters.validator(),
            Importance.HIGH,
            "What reads keys that come as raw bytes, as MirrorMaker hands them on: the converter of"
                + " the connector that wrote the topics. Its own options go after the prefix"
                + " key.converter., for example key.converter.schemas.enable. Keys that are no bytes"
                + " are taken as they are.",
            CONVERTERS,
            0,
            Width.LONG,
            "Key converter")
        .define(
            RecordConverters.VALUE,
            ConfigDef.Type.STRING,
            null,
            RecordConverters.validator(),
            Importance.HIGH,
            "The same for values; an altered value is written by it, and what is not altered goes on"
                + " byte for byte. Needs key.converter, too.",
            CONVERTERS,
            1,
            Width.LONG,
            "Value converter",
            new ConverterPair());
  }

  /**
   * Of a configuration.
   *
   * @throws ConfigException where it is wrong; says what, and how to mend it
   */
  public static GeoFilterOptions of(Map<String, ?> configuration) {
    AbstractConfig config = new AbstractConfig(definition(), configuration, false);
    ErrorChoice onError = ErrorChoice.of(config.getString(ON_ERROR));
    return new GeoFilterOptions(
        PolicyOptions.of(config),
        given(config),
        converters(config),
        onError,
        QuarantineOptions.of(config, onError),
        config.getBoolean(DRY_RUN),
        AuditOptions.of(config),
        ConsentOptions.of(config));
  }

  static Map<String, Object> converters(AbstractConfig config) {
    return RecordConverters.options(config);
  }

  private static Map<String, Object> given(AbstractConfig config) {
    Map<String, Object> options = new HashMap<>(config.originals());
    options.values().removeIf(Objects::isNull);
    return options;
  }

  /** Without secrets. */
  @Override
  public String toString() {
    return policy + (dryRun ? ", dry run" : "");
  }
}
