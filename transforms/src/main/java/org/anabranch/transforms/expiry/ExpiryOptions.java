package org.anabranch.transforms.expiry;

import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.anabranch.transforms.rows.ByTable;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;
import org.apache.kafka.common.config.ConfigDef.LambdaValidator;
import org.apache.kafka.common.config.ConfigDef.ValidString;
import org.apache.kafka.common.config.ConfigDef.Width;
import org.apache.kafka.common.config.ConfigException;
import org.jspecify.annotations.Nullable;

/**
 * The options of {@code ExpireContext}.
 *
 * @param header the name of the header that says when a record expires; null where none does
 * @param fields by which fields rows of a table expire
 * @param defaults how long after their commit rows expire of which nothing else says it
 * @param grace how much longer what has expired passes
 * @param failsOnMissing whether a record is refused whose row lacks a field
 * @param dropsUnstamped whether an expired record is dropped that no capture of ours stamped
 */
public record ExpiryOptions(
    @Nullable String header,
    ByTable<FieldExpiry> fields,
    ByTable<Lifetime> defaults,
    TimeValues times,
    Lifetime grace,
    boolean failsOnMissing,
    boolean dropsUnstamped) {

  static final String FIELD = "ttl.field";
  static final String HEADER = "ttl.header";
  static final String DEFAULT = "ttl.default";
  static final String EPOCH_UNIT = "ttl.epoch.unit";
  static final String LENGTH_UNIT = "ttl.length.unit";
  static final String GRACE = "grace";
  static final String MISSING = "missing.field";
  static final String UNSTAMPED = "unstamped";

  private static final String FAIL = "fail";
  private static final String DROP = "drop";
  private static final String WHEN = "When rows expire";
  private static final String THEN = "What becomes of them";

  /** All of them. */
  public static ConfigDef definition() {
    return defineFates(defineUnits(defineDefaults(defineFields(new ConfigDef()))));
  }

  private static ConfigDef defineFields(ConfigDef options) {
    return options.define(
        FIELD,
        ConfigDef.Type.LIST,
        List.of(),
        LambdaValidator.with(
            (name, value) -> check(name, value, FieldExpiry::parse),
            () -> "list of <tables>:<field>"),
        Importance.HIGH,
        "By which fields rows expire, as <tables>:<field>, for example"
            + " assistant\\.session:expires_at. The first entry counts whose expression matches"
            + " <schema>.<table>; without tables it is of all. The field tells a moment;"
            + " <field>+<duration> is so much later (last_seen+30d), <field>+<field> adds what"
            + " another field says (created_at+ttl), and +<field> counts from the commit of the"
            + " change. Where the field is null, ttl.default counts, or the row never expires."
            + " Deletes always pass.",
        WHEN,
        0,
        Width.LONG,
        "Fields");
  }

  private static ConfigDef defineDefaults(ConfigDef options) {
    return options
        .define(
            HEADER,
            ConfigDef.Type.STRING,
            null,
            LambdaValidator.with(ExpiryOptions::checkHeader, () -> "name of a header"),
            Importance.MEDIUM,
            "The header of a record that says when it expires, as a moment or as a duration since"
                + " the commit; it counts before ttl.field and ttl.default.",
            WHEN,
            1,
            Width.MEDIUM,
            "Header")
        .define(
            DEFAULT,
            ConfigDef.Type.LIST,
            List.of(),
            LambdaValidator.with(
                (name, value) -> check(name, value, ExpiryOptions::length),
                () -> "list of <tables>:<duration>"),
            Importance.HIGH,
            "How long after their last change was committed rows expire for which header and field"
                + " say nothing, as <tables>:<duration>, for example assistant\\.cache:12h; without"
                + " tables for all. A row that is sent again, or read by a later snapshot, counts as"
                + " changed then. Durations: "
                + Lifetime.FORMS
                + ".",
            WHEN,
            2,
            Width.LONG,
            "Defaults");
  }

  private static ConfigDef defineUnits(ConfigDef options) {
    return options
        .define(
            EPOCH_UNIT,
            ConfigDef.Type.STRING,
            EpochUnit.MS.configName(),
            ValidString.in(EpochUnit.configNames()),
            Importance.MEDIUM,
            "What plain numbers count that tell a moment: seconds (s), ms, us or ns since 1970."
                + " Connect's and Debezium's temporal types say it themselves.",
            WHEN,
            3,
            Width.SHORT,
            "Unit of moments")
        .define(
            LENGTH_UNIT,
            ConfigDef.Type.STRING,
            EpochUnit.S.configName(),
            ValidString.in(EpochUnit.configNames()),
            Importance.MEDIUM,
            "What plain numbers count that tell a length of time: s, ms, us or ns.",
            WHEN,
            4,
            Width.SHORT,
            "Unit of durations");
  }

  private static ConfigDef defineFates(ConfigDef options) {
    return options
        .define(
            GRACE,
            ConfigDef.Type.STRING,
            "1m",
            LambdaValidator.with(ExpiryOptions::checkGrace, () -> "duration"),
            Importance.MEDIUM,
            "For how long after it expired a row still passes, since clocks differ.",
            THEN,
            0,
            Width.SHORT,
            "Grace")
        .define(
            MISSING,
            ConfigDef.Type.STRING,
            FAIL,
            ValidString.in(FAIL, "ignore"),
            Importance.MEDIUM,
            "What becomes of a record whose row has no such field: fail refuses it, since a misspelt"
                + " field would let rows live for ever; ignore takes it for null, where tables"
                + " differ. A column that the header anabranch names as left out or altered on the"
                + " way is not judged, and the record passes.",
            THEN,
            1,
            Width.SHORT,
            "Missing field")
        .define(
            UNSTAMPED,
            ConfigDef.Type.STRING,
            DROP,
            ValidString.in(DROP, "pass"),
            Importance.MEDIUM,
            "What becomes of an expired record without the header anabranch: drop, or pass. One with"
                + " the header always leaves a stub, or other regions would take later changes for"
                + " conflicts; rows of a capture's first snapshot, for which nobody waits, leave"
                + " nothing.",
            THEN,
            2,
            Width.SHORT,
            "Without a header");
  }

  private static void check(String name, @Nullable Object value, Function<String, ?> read) {
    if (value instanceof List<?> entries) {
      byTable(name, entries.stream().map(String::valueOf).toList(), read);
    }
  }

  private static void checkHeader(String name, @Nullable Object value) {
    if (value != null && value.toString().isBlank()) {
      throw new ConfigException(name, value, "Name a header, or leave the option out");
    }
  }

  private static void checkGrace(String name, @Nullable Object value) {
    Lifetime grace;
    try {
      grace = Lifetime.parse(String.valueOf(value));
    } catch (IllegalArgumentException e) {
      throw new ConfigException(name, value, String.valueOf(e.getMessage()));
    }
    if (grace.days().isNegative() || grace.time().isNegative()) {
      throw new ConfigException(name, value, "It must not be negative");
    }
  }

  private static Lifetime length(String text) {
    Lifetime length = Lifetime.parse(text);
    if (!length.isPositive()) {
      throw new IllegalArgumentException("must be longer than nothing");
    }
    return length;
  }

  private static <T> ByTable<T> byTable(
      String option, List<String> entries, Function<String, T> read) {
    try {
      return ByTable.parse(entries, true, read);
    } catch (IllegalArgumentException e) {
      throw new ConfigException(option, entries, String.valueOf(e.getMessage()));
    }
  }

  /**
   * Of a transform's configuration.
   *
   * @throws ConfigException where it is wrong; says what, and how to mend it
   */
  public static ExpiryOptions of(Map<String, ?> configuration) {
    AbstractConfig config = new AbstractConfig(definition(), configuration);
    String header = config.getString(HEADER);
    List<String> fields = config.getList(FIELD);
    List<String> defaults = config.getList(DEFAULT);
    if (header == null && fields.isEmpty() && defaults.isEmpty()) {
      throw new ConfigException(
          "Nothing says when rows expire. Set " + FIELD + ", " + DEFAULT + " or " + HEADER);
    }
    return new ExpiryOptions(
        header,
        byTable(FIELD, fields, FieldExpiry::parse),
        byTable(DEFAULT, defaults, ExpiryOptions::length),
        new TimeValues(
            EpochUnit.of(EPOCH_UNIT, config.getString(EPOCH_UNIT)),
            EpochUnit.of(LENGTH_UNIT, config.getString(LENGTH_UNIT))),
        Lifetime.parse(config.getString(GRACE)),
        config.getString(MISSING).equals(FAIL),
        config.getString(UNSTAMPED).equals(DROP));
  }
}
