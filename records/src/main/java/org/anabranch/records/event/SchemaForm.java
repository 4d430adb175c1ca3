package org.anabranch.records.event;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.cache.Cache;
import org.apache.kafka.common.cache.LRUCache;
import org.apache.kafka.common.cache.SynchronizedCache;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Schema;
import org.jspecify.annotations.Nullable;

/**
 * Schemas of Connect as events tell them: a short text where that says all of it ({@link
 * SchemaText}), else an object. Both ways are exact, and kept for the schemas that were met last.
 */
public final class SchemaForm {

  static final String TYPE = "type";
  static final String OPTIONAL = "optional";
  static final String NAME = "name";
  static final String VERSION = "version";
  static final String DOC = "doc";
  static final String PARAMETERS = "parameters";
  static final String DEFAULT = "default";
  static final String FIELDS = "fields";
  static final String ITEMS = "items";
  static final String KEYS = "keys";
  static final String VALUES = "values";

  private static final int SCHEMAS_MAX = 512;
  private static final Cache<Schema, Object> FORMS =
      new SynchronizedCache<>(new LRUCache<>(SCHEMAS_MAX));
  private static final Cache<Object, Schema> SCHEMAS =
      new SynchronizedCache<>(new LRUCache<>(SCHEMAS_MAX));

  private SchemaForm() {}

  /** A text or a map; not to be altered. */
  public static Object of(Schema schema) {
    Object form = FORMS.get(schema);
    if (form == null) {
      String text = SchemaText.of(schema);
      form = text == null ? object(schema) : text;
      FORMS.put(schema, form);
    }
    return form;
  }

  /**
   * The schema of such a form.
   *
   * @param at where it stands in the event
   * @throws MalformedEventException where it is none
   */
  public static Schema read(Object form, String at) {
    Schema schema = SCHEMAS.get(form);
    if (schema == null) {
      schema = new SchemaReader(at).read(form);
      SCHEMAS.put(form, schema);
    }
    return schema;
  }

  private static Map<String, @Nullable Object> object(Schema schema) {
    Map<String, @Nullable Object> form = new LinkedHashMap<>();
    form.put(TYPE, schema.type().getName());
    putIfSaid(form, OPTIONAL, schema.isOptional() ? true : null);
    putIfSaid(form, NAME, schema.name());
    putIfSaid(form, VERSION, schema.version());
    putIfSaid(form, DOC, schema.doc());
    putIfSaid(form, PARAMETERS, schema.parameters());
    putIfSaid(form, DEFAULT, NaturalValue.of(schema.defaultValue(), schema));
    switch (schema.type()) {
      case ARRAY -> form.put(ITEMS, of(schema.valueSchema()));
      case MAP -> {
        form.put(KEYS, of(schema.keySchema()));
        form.put(VALUES, of(schema.valueSchema()));
      }
      case STRUCT -> form.put(FIELDS, fields(schema));
      default -> {}
    }
    return Collections.unmodifiableMap(form);
  }

  private static void putIfSaid(
      Map<String, @Nullable Object> form, String member, @Nullable Object value) {
    if (value != null) {
      form.put(member, value);
    }
  }

  /** A list, since readers of JSON may forget the order of an object's members. */
  private static List<Map<String, Object>> fields(Schema struct) {
    List<Map<String, Object>> fields = new ArrayList<>();
    for (Field field : struct.fields()) {
      Map<String, Object> form = new LinkedHashMap<>();
      form.put(NAME, field.name());
      form.put(TYPE, of(field.schema()));
      fields.add(Collections.unmodifiableMap(form));
    }
    return Collections.unmodifiableList(fields);
  }
}
