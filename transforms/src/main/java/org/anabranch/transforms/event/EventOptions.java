package org.anabranch.transforms.event;

import java.util.Map;
import org.anabranch.records.path.FieldPath;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;
import org.apache.kafka.common.config.ConfigDef.LambdaValidator;
import org.apache.kafka.common.config.ConfigDef.ValidString;
import org.apache.kafka.common.config.ConfigDef.Width;
import org.apache.kafka.common.config.ConfigException;
import org.jspecify.annotations.Nullable;

/**
 * The options of {@code ToContextEvent}.
 *
 * @param delta whether updates tell what changed alone
 * @param schema whether events have the one schema of Connect, for converters that need one
 * @param previous whether the values before the change are told
 * @param contextId the field that says the event's contextId; null for the row's key
 * @param cloudRegion of records without the header anabranch; null for the source's name
 */
public record EventOptions(
    boolean delta,
    EventShape shape,
    boolean schema,
    boolean previous,
    @Nullable FieldPath contextId,
    @Nullable String cloudRegion,
    EventLabels labels) {

  public static final String EVENT_TYPE = "event.type";
  public static final String ENVELOPE = "envelope";
  public static final String SCHEMA = "event.schema";
  public static final String PREVIOUS = "previous.values";
  public static final String CONTEXT_ID = "context.id.field";
  public static final String CLOUD_REGION = "cloud.region";

  private static final String DELTA = "delta";
  private static final String NONE = "none";
  private static final String GROUP = "Event";

  /** All of them. */
  public static ConfigDef definition() {
    return EventLabels.define(event(new ConfigDef()), 6);
  }

  private static ConfigDef event(ConfigDef options) {
    return options
        .define(
            EVENT_TYPE,
            ConfigDef.Type.STRING,
            ConfigDef.NO_DEFAULT_VALUE,
            ValidString.in("state", DELTA),
            Importance.HIGH,
            "What an update's event carries: state, all columns of the row; delta, those alone"
                + " that changed, which takes REPLICA IDENTITY FULL at the source, and sinks that"
                + " merge the table by column. Rows that are new or gone are states.",
            GROUP,
            0,
            Width.SHORT,
            "Event type")
        .define(
            ENVELOPE,
            ConfigDef.Type.STRING,
            EventShape.PLAIN.configName(),
            ValidString.in(EventShape.configNames()),
            Importance.HIGH,
            "What is around the event: plain, nothing; cloudevents-structured, a CloudEvent 1.0"
                + " whose data it is; cloudevents-binary, the attributes of a CloudEvent 1.0 in"
                + " headers named ce_….",
            GROUP,
            1,
            Width.MEDIUM,
            "Envelope")
        .define(
            SCHEMA,
            ConfigDef.Type.STRING,
            NONE,
            ValidString.in(NONE, "fixed"),
            Importance.HIGH,
            "Whether the event has a schema of Connect: none, for JsonConverter, which writes values"
                + " as natural JSON; fixed, one schema for all tables, in which values are JSON in"
                + " texts, for converters that need a schema, such as Avro's. CloudEvents have none.",
            GROUP,
            2,
            Width.SHORT,
            "Event schema")
        .define(
            PREVIOUS,
            ConfigDef.Type.BOOLEAN,
            true,
            Importance.MEDIUM,
            "Whether the values before the change are told, where the change has them. Sinks that"
                + " merge tables by column need them.",
            GROUP,
            3,
            Width.SHORT,
            "Previous values")
        .define(
            CONTEXT_ID,
            ConfigDef.Type.STRING,
            null,
            LambdaValidator.with(EventOptions::checkField, () -> "path of a field"),
            Importance.MEDIUM,
            "The field of the row that says the event's contextId, for example session_id. Without"
                + " it the contextId is the table and the row's key.",
            GROUP,
            4,
            Width.MEDIUM,
            "Field of the context's id")
        .define(
            CLOUD_REGION,
            ConfigDef.Type.STRING,
            null,
            Importance.MEDIUM,
            "The cloudRegion of records that have no header anabranch, instead of the name that"
                + " Debezium's source has. The header's origin goes before it.",
            GROUP,
            5,
            Width.MEDIUM,
            "Cloud region");
  }

  static void checkField(String name, @Nullable Object value) {
    if (value == null) {
      return;
    }
    try {
      if (!FieldPath.parse(value.toString()).leadsToOne()) {
        throw new ConfigException(name, value, "Name one field");
      }
    } catch (IllegalArgumentException e) {
      throw new ConfigException(name, value, String.valueOf(e.getMessage()));
    }
  }

  static @Nullable FieldPath field(AbstractConfig config, String option) {
    String path = config.getString(option);
    return path == null ? null : FieldPath.parse(path);
  }

  /**
   * Of a transform's configuration.
   *
   * @throws ConfigException where it is wrong; says what, and how to mend it
   */
  public static EventOptions of(Map<String, ?> configuration) {
    AbstractConfig config = new AbstractConfig(definition(), configuration);
    EventShape shape = EventShape.of(config.getString(ENVELOPE));
    boolean schema = !config.getString(SCHEMA).equals(NONE);
    if (schema && shape != EventShape.PLAIN) {
      throw new ConfigException(
          SCHEMA,
          config.getString(SCHEMA),
          "The data of a CloudEvent are JSON here. Set "
              + SCHEMA
              + "=none, or "
              + ENVELOPE
              + "=plain");
    }
    return new EventOptions(
        config.getString(EVENT_TYPE).equals(DELTA),
        shape,
        schema,
        config.getBoolean(PREVIOUS),
        field(config, CONTEXT_ID),
        config.getString(CLOUD_REGION),
        EventLabels.of(config));
  }

  /** Until it is configured. */
  public static EventOptions unset() {
    return new EventOptions(false, EventShape.PLAIN, false, true, null, null, EventLabels.NONE);
  }
}
