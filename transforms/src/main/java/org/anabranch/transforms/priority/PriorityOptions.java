package org.anabranch.transforms.priority;

import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.regex.Pattern;
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
 * The options of {@code RouteByPriority}.
 *
 * @param stalenessMaxMs how old what a region shows of tables of a priority may be; of some
 * @param tableInTopic what tells the table of records that do not tell it; null where nothing does
 */
public record PriorityOptions(
    ByTable<Priority> priorities,
    Priority otherwise,
    TopicFormat format,
    Map<Priority, Long> stalenessMaxMs,
    @Nullable TableInTopic tableInTopic) {

  static final String PRIORITIES = "priorities";
  static final String OTHERWISE = "priority.default";
  static final String FORMAT = "topic.format";
  static final String STALENESS = "staleness.max.ms";
  static final String TABLE_IN_TOPIC = "table.from.topic";

  private static final List<String> BOUNDS =
      List.of("critical:1000", "important:30000", "background:600000");
  private static final Pattern MILLIS = Pattern.compile("\\d{1,15}");
  private static final String GROUP = "Priority";

  public PriorityOptions {
    stalenessMaxMs = Map.copyOf(stalenessMaxMs);
  }

  /** All of them. */
  public static ConfigDef definition() {
    return defineTopics(
        defineBounds(
            new ConfigDef()
                .define(
                    PRIORITIES,
                    ConfigDef.Type.LIST,
                    ConfigDef.NO_DEFAULT_VALUE,
                    LambdaValidator.with(
                        checked(PriorityOptions::priorities), () -> "list of <tables>:<priority>"),
                    Importance.HIGH,
                    "How urgent the changes of tables are, as <tables>:<priority>, for example"
                        + " assistant\\.session:critical,assistant\\.knowledge:background. The first"
                        + " entry counts whose expression matches <schema>.<table>. Priorities:"
                        + " critical, important, background. All changes of a table have one: to alter"
                        + " it, let all that is under way be merged first (docs/operations/priorities.md), or"
                        + " changes are lost.",
                    GROUP,
                    0,
                    Width.LONG,
                    "Priorities")
                .define(
                    OTHERWISE,
                    ConfigDef.Type.STRING,
                    Priority.BACKGROUND.configName(),
                    ValidString.in(Priority.configNames()),
                    Importance.MEDIUM,
                    "The priority of tables that match no entry.",
                    GROUP,
                    1,
                    Width.SHORT,
                    "Default priority")));
  }

  private static ConfigDef defineTopics(ConfigDef options) {
    return options
        .define(
            FORMAT,
            ConfigDef.Type.STRING,
            "${topic}.${priority}",
            LambdaValidator.with(
                checked(texts -> TopicFormat.parse(texts.get(0))), () -> "format of a topic"),
            Importance.MEDIUM,
            "The topic of a table's records, of ${topic} (as it would be else) and ${priority}."
                + " Topics need context.lanes partitions: let topic.creation.* say so for them.",
            GROUP,
            2,
            Width.MEDIUM,
            "Topic format")
        .define(
            TABLE_IN_TOPIC,
            ConfigDef.Type.STRING,
            null,
            LambdaValidator.with(
                checked(texts -> TableInTopic.parse(texts.get(0))),
                () -> "expression with the groups schema and table"),
            Importance.LOW,
            "An expression for a topic's whole name with the groups schema and table, for records"
                + " of which neither the header anabranch nor Debezium's source names the table, for"
                + " example [^.]+\\.(?<schema>[^.]+)\\.(?<table>[^.]+). Records of topics that it"
                + " does not match keep their topic.",
            GROUP,
            4,
            Width.LONG,
            "Table from topic");
  }

  private static ConfigDef defineBounds(ConfigDef options) {
    return options.define(
        STALENESS,
        ConfigDef.Type.LIST,
        BOUNDS,
        LambdaValidator.with(
            checked(PriorityOptions::bounds), () -> "list of <priority>:<milliseconds>"),
        Importance.LOW,
        "How old what a region shows of such tables may be, as <priority>:<milliseconds>. Goes"
            + " into the header anabranch.staleness.max.ms, for readers and for alarms; nothing"
            + " of ours enforces it. A priority that is left out has no such header.",
        GROUP,
        3,
        Width.LONG,
        "Staleness bounds");
  }

  /** A validator of what a parser takes; what is not set is not checked. */
  private static BiConsumer<String, @Nullable Object> checked(Consumer<List<String>> parser) {
    return (name, value) -> {
      if (value != null) {
        List<String> texts =
            value instanceof List<?> list
                ? list.stream().map(String::valueOf).toList()
                : List.of(value.toString());
        try {
          parser.accept(texts);
        } catch (IllegalArgumentException e) {
          throw new ConfigException(name, value, String.valueOf(e.getMessage()));
        }
      }
    };
  }

  private static ByTable<Priority> priorities(List<String> texts) {
    if (texts.isEmpty()) {
      throw new IllegalArgumentException("Name at least one table, as <tables>:<priority>");
    }
    return ByTable.parse(texts, false, Priority::of);
  }

  private static Map<Priority, Long> bounds(List<String> texts) {
    Map<Priority, Long> bounds = new EnumMap<>(Priority.class);
    for (String text : texts) {
      int colon = text.indexOf(':');
      String millis = text.substring(colon + 1).strip();
      if (colon < 0 || !MILLIS.matcher(millis).matches()) {
        throw new IllegalArgumentException(
            "'" + text + "' is no <priority>:<milliseconds>, such as critical:1000");
      }
      bounds.put(Priority.of(text.substring(0, colon).strip()), Long.valueOf(millis));
    }
    return bounds;
  }

  /**
   * Of a transform's configuration.
   *
   * @throws ConfigException where it is wrong; says what, and how to mend it
   */
  public static PriorityOptions of(Map<String, ?> configuration) {
    AbstractConfig config = new AbstractConfig(definition(), configuration);
    String topics = config.getString(TABLE_IN_TOPIC);
    return new PriorityOptions(
        priorities(config.getList(PRIORITIES)),
        Priority.of(config.getString(OTHERWISE)),
        TopicFormat.parse(config.getString(FORMAT)),
        new HashMap<>(bounds(config.getList(STALENESS))),
        topics == null ? null : TableInTopic.parse(topics));
  }
}
