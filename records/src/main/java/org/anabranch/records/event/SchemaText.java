package org.anabranch.records.event;

import java.util.Arrays;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.connect.data.Decimal;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.jspecify.annotations.Nullable;

/**
 * Types as short texts: {@code int64}, {@code string?} where it may be NULL, {@code decimal(2)},
 * {@code int64:io.debezium.time.MicroTimestamp:1} with a meaning and its version.
 */
final class SchemaText {

  private static final Pattern TEXT =
      Pattern.compile(
          "(?:decimal\\((-?[0-9]{1,6})\\)|([a-z0-9]+)(?::([^:?]+)(?::([0-9]{1,9}))?)?)(\\?)?");
  private static final String OPTIONAL = "?";

  private SchemaText() {}

  /** The text; null where it would not say all of the schema. */
  static @Nullable String of(Schema schema) {
    if (!schema.type().isPrimitive() || schema.doc() != null || schema.defaultValue() != null) {
      return null;
    }
    String type = decimal(schema);
    if (type == null) {
      type = schema.parameters() == null ? named(schema) : null;
    }
    if (type == null) {
      return null;
    }
    return schema.isOptional() ? type + OPTIONAL : type;
  }

  private static @Nullable String decimal(Schema schema) {
    Map<String, String> parameters = schema.parameters();
    if (!Decimal.LOGICAL_NAME.equals(schema.name())
        || !Integer.valueOf(1).equals(schema.version())
        || parameters == null
        || parameters.size() != 1) {
      return null;
    }
    String text = "decimal(" + parameters.get(Decimal.SCALE_FIELD) + ")";
    return TEXT.matcher(text).matches() ? text : null;
  }

  private static @Nullable String named(Schema schema) {
    String text = schema.type().getName();
    if (schema.name() != null) {
      text += ":" + schema.name();
      text += schema.version() == null ? "" : ":" + schema.version();
      return TEXT.matcher(text).matches() ? text : null;
    }
    return schema.version() == null ? text : null;
  }

  /**
   * The schema in the making that a text stands for.
   *
   * @throws IllegalArgumentException where it stands for none
   */
  static SchemaBuilder read(String text) {
    Matcher parts = TEXT.matcher(text);
    if (!parts.matches()) {
      throw new IllegalArgumentException("No type");
    }
    SchemaBuilder schema =
        parts.group(1) != null
            ? Decimal.builder(Integer.parseInt(parts.group(1)))
            : SchemaBuilder.type(primitive(parts.group(2)));
    if (parts.group(3) != null) {
      schema.name(parts.group(3));
    }
    if (parts.group(4) != null) {
      schema.version(Integer.valueOf(parts.group(4)));
    }
    return parts.group(5) == null ? schema : schema.optional();
  }

  private static Schema.Type primitive(String name) {
    return Arrays.stream(Schema.Type.values())
        .filter(type -> type.isPrimitive() && type.getName().equals(name))
        .findAny()
        .orElseThrow(() -> new IllegalArgumentException("No type"));
  }
}
