package org.anabranch.converters.registry;

import java.util.List;
import java.util.Locale;
import org.apache.avro.Schema;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.connect.errors.DataException;
import org.jspecify.annotations.Nullable;

/** Under which subject the schema of a record's key or value is registered. */
public enum SubjectName {
  /** The topic's name, and {@code -key} or {@code -value}. */
  TOPIC,
  /** The record's full name, whichever topic it is in. */
  RECORD,
  /** The topic's name, {@code -} and the record's full name. */
  TOPIC_RECORD;

  private static final String CONFLUENTS = "io.confluent.kafka.serializers.subject.";
  private static final String CONFLUENTS_END = "NameStrategy";

  /** Takes what {@link #parse} takes. */
  public static final ConfigDef.Validator VALIDATOR =
      ConfigDef.LambdaValidator.with(
          (name, value) -> parse(name, String.valueOf(value)),
          () -> "topic, record, topic-record, or Confluent's class of that name");

  /**
   * Reads {@code topic}, {@code record} or {@code topic-record}, or the name of Confluent's class
   * for one of them, with or without its package.
   *
   * @throws ConfigException where it is another
   */
  public static SubjectName parse(String option, String value) {
    String text = value.strip();
    String word = text.startsWith(CONFLUENTS) ? text.substring(CONFLUENTS.length()) : text;
    if (word.endsWith(CONFLUENTS_END)) {
      word = word.substring(0, word.length() - CONFLUENTS_END.length());
    }
    return switch (word.toLowerCase(Locale.ROOT)) {
      case "topic" -> TOPIC;
      case "record" -> RECORD;
      case "topic-record", "topicrecord" -> TOPIC_RECORD;
      default ->
          throw new ConfigException(
              option,
              value,
              "It has to be topic, record, topic-record, or Confluent's class of that name; for a"
                  + " class of your own name Confluent's converter in delegate.class");
    };
  }

  /**
   * The subject of a schema.
   *
   * @throws DataException where it is named by the record and the schema is that of none
   */
  public String of(String topic, boolean isKey, Schema schema) {
    return switch (this) {
      case TOPIC -> ofTopic(topic, isKey);
      case RECORD -> record(topic, isKey, schema);
      case TOPIC_RECORD -> topic + "-" + record(topic, isKey, schema);
    };
  }

  /** The subject, where the topic's name is enough to tell it. */
  public @Nullable String withoutSchema(String topic, boolean isKey) {
    return this == TOPIC ? ofTopic(topic, isKey) : null;
  }

  private static String ofTopic(String topic, boolean isKey) {
    return topic + (isKey ? "-key" : "-value");
  }

  private String record(String topic, boolean isKey, Schema schema) {
    List<Schema> branches =
        schema.getType() == Schema.Type.UNION ? schema.getTypes() : List.of(schema);
    List<Schema> valued =
        branches.stream().filter(each -> each.getType() != Schema.Type.NULL).toList();
    if (valued.size() == 1 && valued.get(0).getType() == Schema.Type.RECORD) {
      return valued.get(0).getFullName();
    }
    String part = isKey ? "key" : "value";
    throw new DataException(
        String.format(
            "%s.subject.name.strategy=%s names subjects by records, and a %s in topic '%s' is none"
                + " but of Avro type %s. Set it to topic",
            part,
            name().toLowerCase(Locale.ROOT).replace('_', '-'),
            part,
            topic,
            schema.getType()));
  }
}
