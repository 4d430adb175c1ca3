package org.anabranch.transforms.event;

import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Map;
import org.anabranch.model.change.TableName;
import org.anabranch.records.path.FieldPath;
import org.anabranch.records.view.RecordView;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;
import org.apache.kafka.common.config.ConfigDef.LambdaValidator;
import org.apache.kafka.common.config.ConfigDef.Width;
import org.apache.kafka.common.config.ConfigException;
import org.jspecify.annotations.Nullable;

/**
 * Which priority and which time to live events of a table have.
 *
 * @param priorityField goes before what is said of the table; null for none
 * @param ttlField likewise, in seconds
 */
record EventLabels(
    TableValues<String> priorities,
    @Nullable FieldPath priorityField,
    TableValues<Long> ttls,
    @Nullable FieldPath ttlField) {

  static final EventLabels NONE =
      new EventLabels(
          new TableValues<>(Map.of(), null), null, new TableValues<>(Map.of(), null), null);

  private static final String PRIORITIES = "priority.tables";
  private static final String PRIORITY = "priority.default";
  private static final String PRIORITY_FIELD = "priority.field";
  private static final String TTLS = "ttl.tables";
  private static final String TTL = "ttl.default";
  private static final String TTL_FIELD = "ttl.field";
  private static final List<String> CLASSES = List.of("critical", "important", "background");
  private static final String GROUP = "Metadata";

  static ConfigDef define(ConfigDef options, int order) {
    defineTables(
        options,
        PRIORITIES,
        "The metadata.priority of tables, as <schema>.<table>:<class>; classes are "
            + String.join(", ", CLASSES)
            + ".",
        order,
        "Priorities of tables");
    defineText(options, PRIORITY, "The metadata.priority of other tables.", order + 1, "Priority");
    defineField(
        options,
        PRIORITY_FIELD,
        "The field of the row that says its metadata.priority; where it is NULL, its table does.",
        order + 2,
        "Field of the priority");
    defineTables(
        options,
        TTLS,
        "The metadata.ttl of tables, as <schema>.<table>:<time>, a time in seconds or ISO 8601's"
            + " form, such as P30D.",
        order + 3,
        "Times to live of tables");
    defineText(options, TTL, "The metadata.ttl of other tables.", order + 4, "Time to live");
    return defineField(
        options,
        TTL_FIELD,
        "The field of the row that says its metadata.ttl in seconds; where it is NULL, its table"
            + " does.",
        order + 5,
        "Field of the time to live");
  }

  private static void defineTables(
      ConfigDef options, String name, String doc, int order, String displayName) {
    options.define(
        name,
        ConfigDef.Type.LIST,
        List.of(),
        LambdaValidator.with(EventLabels::checkTables, () -> "list of <schema>.<table>:<value>"),
        Importance.LOW,
        doc,
        GROUP,
        order,
        Width.LONG,
        displayName);
  }

  private static void defineText(
      ConfigDef options, String name, String doc, int order, String displayName) {
    options.define(
        name,
        ConfigDef.Type.STRING,
        null,
        LambdaValidator.with(EventLabels::checkOne, () -> "value"),
        Importance.LOW,
        doc,
        GROUP,
        order,
        Width.SHORT,
        displayName);
  }

  private static ConfigDef defineField(
      ConfigDef options, String name, String doc, int order, String displayName) {
    return options.define(
        name,
        ConfigDef.Type.STRING,
        null,
        LambdaValidator.with(EventOptions::checkField, () -> "path of a field"),
        Importance.LOW,
        doc,
        GROUP,
        order,
        Width.MEDIUM,
        displayName);
  }

  private static void checkTables(String name, @Nullable Object value) {
    if (value instanceof List<?> entries) {
      List<String> texts = entries.stream().map(String::valueOf).toList();
      TableValues<?> unused =
          name.equals(PRIORITIES)
              ? TableValues.of(name, texts, null, EventLabels::priority)
              : TableValues.of(name, texts, null, EventLabels::seconds);
    }
  }

  private static void checkOne(String name, @Nullable Object value) {
    if (value == null) {
      return;
    }
    try {
      Object unused =
          name.equals(PRIORITY) ? priority(value.toString()) : seconds(value.toString());
    } catch (IllegalArgumentException e) {
      throw new ConfigException(name, value, String.valueOf(e.getMessage()));
    }
  }

  private static String priority(String text) {
    if (!CLASSES.contains(text)) {
      throw new IllegalArgumentException("Use one of " + String.join(", ", CLASSES));
    }
    return text;
  }

  private static long seconds(String text) {
    try {
      long seconds = text.startsWith("P") ? Duration.parse(text).toSeconds() : Long.parseLong(text);
      if (seconds > 0) {
        return seconds;
      }
    } catch (NumberFormatException | DateTimeParseException e) {
      // Told below, without the stack of a parser.
    }
    throw new IllegalArgumentException("Write seconds, or a duration of ISO 8601 such as P30D");
  }

  static EventLabels of(AbstractConfig config) {
    String priority = config.getString(PRIORITY);
    String ttl = config.getString(TTL);
    return new EventLabels(
        TableValues.of(PRIORITIES, config.getList(PRIORITIES), priority, EventLabels::priority),
        EventOptions.field(config, PRIORITY_FIELD),
        TableValues.of(
            TTLS, config.getList(TTLS), ttl == null ? null : seconds(ttl), EventLabels::seconds),
        EventOptions.field(config, TTL_FIELD));
  }

  /**
   * The priority of a row, or of any of the table; null where nothing is said.
   *
   * @throws IllegalArgumentException where the field holds none, or is not there
   */
  @Nullable String priority(TableName table, @Nullable RecordView row) {
    Object said = priorityField == null || row == null ? null : RowField.value(priorityField, row);
    if (said == null) {
      return priorities.of(table);
    }
    if (said instanceof String text && CLASSES.contains(text)) {
      return text;
    }
    throw new IllegalArgumentException(
        "The field '%s' (%s) holds none of %s"
            .formatted(priorityField, PRIORITY_FIELD, String.join(", ", CLASSES)));
  }

  /**
   * The seconds that a row, or any of the table, counts; null where nothing is said.
   *
   * @throws IllegalArgumentException where the field holds none, or is not there
   */
  @Nullable Long ttlSeconds(TableName table, @Nullable RecordView row) {
    Object said = ttlField == null || row == null ? null : RowField.value(ttlField, row);
    if (said == null) {
      return ttls.of(table);
    }
    boolean integer = said instanceof Long || said instanceof Integer || said instanceof Short;
    if (integer && ((Number) said).longValue() > 0) {
      return ((Number) said).longValue();
    }
    throw new IllegalArgumentException(
        "The field '%s' (%s) holds no number of seconds above zero".formatted(ttlField, TTL_FIELD));
  }
}
