package org.anabranch.converters.avro;

import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.avro.JsonProperties;
import org.apache.avro.Schema;
import org.jspecify.annotations.Nullable;

/**
 * The properties of Avro schemas in which Connect's own traits lie, and their names: those that
 * begin with {@code connect.} are Confluent's, those with {@code anabranch.} ours.
 */
final class Properties {

  static final String NAMESPACE = "io.confluent.connect.avro";
  static final String NAME = "connect.name";
  static final String VERSION = "connect.version";
  static final String DOC = "connect.doc";
  static final String PARAMETERS = "connect.parameters";
  static final String DEFAULT = "connect.default";
  static final String TYPE = "connect.type";
  static final String INTERNAL_TYPE = "connect.internal.type";
  static final String FIXED_SIZE = "connect.fixed.size";
  static final String DECIMAL_PRECISION = "connect.decimal.precision";
  static final String LOGICAL_TYPE = "logicalType";

  /** The original name of a field whose Avro name is another. */
  static final String FIELD = "anabranch.field";

  /** The Avro schema of a map's keys, as JSON in a text, where they are more than texts. */
  static final String KEY = "anabranch.key";

  /** A default that Confluent's converter would not understand, and fail. */
  static final String OWN_DEFAULT = "anabranch.default";

  /** A name that Confluent's converter would take for a sign to do something else. */
  static final String OWN_NAME = "anabranch.name";

  private Properties() {}

  static @Nullable String text(JsonProperties of, String property) {
    return of.getObjectProp(property) instanceof String text ? text : null;
  }

  static @Nullable Integer number(JsonProperties of, String property) {
    return of.getObjectProp(property) instanceof Number number ? (Integer) number.intValue() : null;
  }

  static @Nullable Object defaultValue(Schema schema) {
    Object own = schema.getObjectProp(OWN_DEFAULT);
    return own == null ? schema.getObjectProp(DEFAULT) : own;
  }

  static @Nullable String name(Schema schema) {
    String own = text(schema, OWN_NAME);
    return own == null ? text(schema, NAME) : own;
  }

  /** Whether Connect had a hand in this, so that what it does not say was not there. */
  static boolean hasTraits(Schema schema) {
    return schema.getObjectProps().keySet().stream()
        .anyMatch(key -> key.startsWith("connect.") || key.startsWith("anabranch."));
  }

  /** Null if there are none; empty only if the property is there and empty. */
  static @Nullable Map<String, String> parameters(Schema schema) {
    if (!(schema.getObjectProp(PARAMETERS) instanceof Map<?, ?> map)) {
      return null;
    }
    Map<String, String> parameters = new LinkedHashMap<>();
    map.forEach((key, value) -> parameters.put(String.valueOf(key), String.valueOf(value)));
    return parameters;
  }

  static void add(Schema to, String property, @Nullable Object value) {
    if (value != null) {
      to.addProp(property, value);
    }
  }
}
