package org.anabranch.records.config;

import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.anabranch.model.version.Members;
import org.anabranch.model.version.Origin;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;
import org.apache.kafka.common.config.ConfigDef.Range;
import org.apache.kafka.common.config.ConfigDef.Width;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.config.ConfigValue;
import org.apache.kafka.common.config.types.Password;
import org.jspecify.annotations.Nullable;

/**
 * What every capture and every sink of a deployment is told about its place in it. Two connectors
 * understand each other only where members, lanes and secret are the same.
 *
 * @param origin the database that this connector serves; always one of the members
 * @param previousMembers the members before, whose records are accepted as well while members
 *     change; null where they do not
 * @param keySecret null for plain hashes of keys
 * @param clockDriftMaxMs how far a stamp may be ahead of the wall clock
 * @param external other systems whose events are merged
 */
public record ContextOptions(
    Origin origin,
    Members members,
    @Nullable Members previousMembers,
    int lanes,
    @Nullable String keySecret,
    long clockDriftMaxMs,
    ExternalOrigins external) {

  public static final String ORIGIN = "context.origin";
  public static final String ORIGINS = "context.origins";
  public static final String PREVIOUS_ORIGINS = "context.origins.previous";
  public static final String LANES = "context.lanes";
  public static final String KEY_SECRET = "context.key.secret";
  public static final String CLOCK_DRIFT_MAX_MS = "clock.drift.max.ms";
  public static final String EXTERNAL_ORIGINS = "context.external.origins";
  public static final String EXTERNAL_LAG_MAX_MS = "context.external.lag.max.ms";
  public static final int LANES_DEFAULT = 12;
  public static final long CLOCK_DRIFT_MAX_MS_DEFAULT = 60_000;

  public static final long EXTERNAL_LAG_MAX_MS_DEFAULT = Duration.ofDays(1).toMillis();

  private static final String GROUP = "Context";
  private static final int LANES_MAX = 10_000;

  public ContextOptions {
    if (!members.contains(origin)) {
      throw new ConfigException(ORIGIN, origin, notAMember(origin.name()));
    }
    for (ExternalTable table : external.tables()) {
      if (members.contains(table.origin())) {
        throw new ConfigException(EXTERNAL_ORIGINS, table, isMember(table.origin()));
      }
    }
    if (!external.isEmpty() && external.lagMaxMs() < clockDriftMaxMs) {
      throw new ConfigException(EXTERNAL_LAG_MAX_MS, external.lagMaxMs(), lessThanDrift());
    }
  }

  /** Of a deployment in which only members write. */
  public ContextOptions(
      Origin origin,
      Members members,
      @Nullable Members previousMembers,
      int lanes,
      @Nullable String keySecret,
      long clockDriftMaxMs) {
    this(origin, members, previousMembers, lanes, keySecret, clockDriftMaxMs, ExternalOrigins.NONE);
  }

  /**
   * Whether a record that was sent to members with this fingerprint is of this deployment. While
   * members change, other systems may have been listed before or not.
   */
  public boolean accepts(long membersFingerprint) {
    Members before = previousMembers;
    return members.fingerprint() == membersFingerprint
        || (before != null
            && (before.fingerprint() == membersFingerprint
                || new Members(before.origins(), external.agreed()).fingerprint()
                    == membersFingerprint));
  }

  /** Adds these options to a connector's own. */
  public static ConfigDef define(ConfigDef options) {
    defineMembership(options);
    defineExternal(options);
    return options
        .define(
            LANES,
            ConfigDef.Type.INT,
            LANES_DEFAULT,
            Range.between(1, LANES_MAX),
            Importance.MEDIUM,
            "How many ordered lanes the keys of a table are dealt into; also the number of"
                + " partitions of every topic. The same in every connector; another number is a"
                + " new generation of topics, started after the old one is drained.",
            GROUP,
            3,
            Width.SHORT,
            "Lanes")
        .define(
            KEY_SECRET,
            ConfigDef.Type.PASSWORD,
            null,
            new KeySecretValidator(),
            Importance.MEDIUM,
            "Secret under which keys are hashed (HMAC-SHA-256), so that a reader without it cannot"
                + " find a key by trying. The same in every connector. Without it hashes are plain"
                + " SHA-256.",
            GROUP,
            4,
            Width.MEDIUM,
            "Key secret")
        .define(
            CLOCK_DRIFT_MAX_MS,
            ConfigDef.Type.LONG,
            CLOCK_DRIFT_MAX_MS_DEFAULT,
            Range.atLeast(0),
            Importance.LOW,
            "How many milliseconds a change's stamp may be ahead of the wall clock. A lane that"
                + " carries one further ahead pauses until the wall clock has caught up.",
            GROUP,
            5,
            Width.SHORT,
            "Largest clock drift (ms)");
  }

  private static void defineMembership(ConfigDef options) {
    options
        .define(
            ORIGIN,
            ConfigDef.Type.STRING,
            ConfigDef.NO_DEFAULT_VALUE,
            new OriginValidator(),
            Importance.HIGH,
            "The unique name of the database that this connector serves, for example"
                + " aws-us-east-1. Never used again for another database, nor for this one after a"
                + " restore or a fail-over that lost commits.",
            GROUP,
            1,
            Width.MEDIUM,
            "Origin")
        .define(
            ORIGINS,
            ConfigDef.Type.LIST,
            ConfigDef.NO_DEFAULT_VALUE,
            new MembersValidator(),
            Importance.HIGH,
            "All origins of the deployment, separated by commas: the same list in every"
                + " connector.",
            GROUP,
            2,
            Width.LONG,
            "Members")
        .define(
            PREVIOUS_ORIGINS,
            ConfigDef.Type.LIST,
            null,
            new PreviousMembersValidator(),
            Importance.LOW,
            "While members change: the origins that were listed before. Records that were sent to"
                + " them are accepted as well. Set in every sink when a member joins or retires,"
                + " and taken away once every capture has the new list.",
            GROUP,
            6,
            Width.LONG,
            "Members before");
  }

  private static void defineExternal(ConfigDef options) {
    options
        .define(
            EXTERNAL_ORIGINS,
            ConfigDef.Type.LIST,
            "",
            new ExternalOriginsValidator(),
            Importance.LOW,
            "Other systems whose context events sinks merge, each with a table and the columns of"
                + " its key in declared order, as system:schema.table(columns), for example"
                + " crm:public.session(id). The system is what its events have in cloudRegion. The"
                + " same list in every connector, listed in all of them before the system writes"
                + " its first event. docs/operations/events-of-other-systems.md says more.",
            GROUP,
            7,
            Width.LONG,
            "Other systems")
        .define(
            EXTERNAL_LAG_MAX_MS,
            ConfigDef.Type.LONG,
            EXTERNAL_LAG_MAX_MS_DEFAULT,
            Range.atLeast(0),
            Importance.LOW,
            "By how many milliseconds an event of another system may be older than the newest that"
                + " lies before it in its topic; one that is older still is refused, in every"
                + " region. What is known of the rows of its tables is kept for as long. Not less"
                + " than clock.drift.max.ms, and the same in every connector.",
            GROUP,
            8,
            Width.SHORT,
            "Largest lag of other systems (ms)");
  }

  /**
   * Reads the options from a parsed configuration whose definition went through {@link #define}.
   *
   * @throws ConfigException where the origin is no member
   */
  public static ContextOptions of(AbstractConfig config) {
    Password secret = config.getPassword(KEY_SECRET);
    ExternalOrigins external =
        ExternalOrigins.parse(
            EXTERNAL_ORIGINS,
            config.getList(EXTERNAL_ORIGINS),
            config.getLong(EXTERNAL_LAG_MAX_MS));
    Members listed = MembersOption.parse(ORIGINS, config.getList(ORIGINS));
    return new ContextOptions(
        new Origin(config.getString(ORIGIN)),
        new Members(listed.origins(), external.agreed()),
        previous(config.getList(PREVIOUS_ORIGINS)),
        config.getInt(LANES),
        secret == null ? null : secret.value(),
        config.getLong(CLOCK_DRIFT_MAX_MS),
        external);
  }

  private static @Nullable Members previous(@Nullable List<String> names) {
    return names == null ? null : MembersOption.parse(PREVIOUS_ORIGINS, names);
  }

  /**
   * Reads the options out of a connector's whole configuration.
   *
   * @throws ConfigException where one of them is missing or wrong
   */
  public static ContextOptions of(Map<String, String> configuration) {
    return of(new AbstractConfig(define(new ConfigDef()), configuration, false));
  }

  /**
   * Adds errors, while a connector validates its options, where the origin is no member, or what is
   * said of other systems contradicts the rest.
   */
  public static void checkMembership(Collection<ConfigValue> validated) {
    ConfigValue origin = null;
    List<?> members = null;
    for (ConfigValue value : validated) {
      if (value.name().equals(ORIGIN) && value.errorMessages().isEmpty()) {
        origin = value;
      } else if (value.name().equals(ORIGINS) && value.errorMessages().isEmpty()) {
        members = value.value() instanceof List<?> names ? names : null;
      }
    }
    if (origin != null && members != null && !members.contains(origin.value())) {
      origin.addErrorMessage(notAMember(String.valueOf(origin.value())));
    }
    checkExternal(validated, members == null ? List.of() : members);
  }

  private static void checkExternal(Collection<ConfigValue> validated, List<?> members) {
    Map<String, ConfigValue> named = new HashMap<>();
    validated.forEach(value -> named.put(value.name(), value));
    ConfigValue external = named.get(EXTERNAL_ORIGINS);
    if (external == null
        || !(external.value() instanceof List<?> entries)
        || entries.isEmpty()
        || !external.errorMessages().isEmpty()) {
      return;
    }
    ExternalOrigins.parse(EXTERNAL_ORIGINS, entries, 0).tables().stream()
        .map(ExternalTable::origin)
        .filter(system -> members.contains(system.name()))
        .distinct()
        .forEach(system -> external.addErrorMessage(isMember(system)));
    ConfigValue lag = named.get(EXTERNAL_LAG_MAX_MS);
    ConfigValue drift = named.get(CLOCK_DRIFT_MAX_MS);
    if (lag != null
        && drift != null
        && lag.value() instanceof Long most
        && drift.value() instanceof Long ahead
        && most < ahead) {
      lag.addErrorMessage(lessThanDrift());
    }
  }

  private static String notAMember(String origin) {
    return "The origin "
        + origin
        + " is not listed in "
        + ORIGINS
        + ". Add it there, in every connector";
  }

  private static String isMember(Origin origin) {
    return "The origin "
        + origin
        + " is listed in "
        + ORIGINS
        + ". Give the system a name of its own";
  }

  private static String lessThanDrift() {
    return "It is less than "
        + CLOCK_DRIFT_MAX_MS
        + ": an event from ahead of the clock would make others late. Raise it, in every connector";
  }

  /** Without the secret. */
  @Override
  public String toString() {
    return "ContextOptions[origin="
        + origin
        + ", members="
        + members
        + ", previousMembers="
        + previousMembers
        + ", lanes="
        + lanes
        + ", keySecret="
        + (keySecret == null ? "none" : "set")
        + ", clockDriftMaxMs="
        + clockDriftMaxMs
        + ", external="
        + external.tables()
        + "]";
  }
}
