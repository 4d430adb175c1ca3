package org.anabranch.converters.avro;

import org.apache.avro.Schema;

/**
 * Maps, whose keys are texts in Avro. A map with other keys is an array of entries: records of two
 * fields. What is said of keys that are texts, as a name, lies in a property.
 */
final class Maps {

  static final String KEY = "key";
  static final String VALUE = "value";
  private static final String ENTRY = "MapEntry";
  static final String FULL_NAME = Properties.NAMESPACE + "." + ENTRY;

  private Maps() {}

  /** Whether the keys are texts, whatever else is said of them. */
  static boolean hasTexts(org.apache.kafka.connect.data.Schema map) {
    org.apache.kafka.connect.data.Schema key = map.keySchema();
    return key.type() == org.apache.kafka.connect.data.Schema.Type.STRING && !key.isOptional();
  }

  /** Whether the keys are texts and nothing more. */
  static boolean hasPlainTexts(org.apache.kafka.connect.data.Schema map) {
    return SchemaEquality.same(org.apache.kafka.connect.data.Schema.STRING_SCHEMA, map.keySchema());
  }

  /** Says that a record is an entry, unless its name does. */
  static void mark(Schema entry) {
    if (!entry.getFullName().equals(FULL_NAME)) {
      entry.addProp(Properties.INTERNAL_TYPE, ENTRY);
    }
  }

  /** Whether an array is a map in truth. */
  static boolean isEntries(Schema array) {
    Schema entry = array.getElementType();
    return entry.getType() == Schema.Type.RECORD
        && (FULL_NAME.equals(entry.getFullName())
            || ENTRY.equals(Properties.text(entry, Properties.INTERNAL_TYPE)))
        && entry.getFields().size() == 2
        && entry.getFields().get(0).name().equals(KEY)
        && entry.getFields().get(1).name().equals(VALUE);
  }
}
