package org.anabranch.records.mapping;

import java.util.Locale;

/**
 * The type of a column that is told in documents.
 *
 * @param scalar its own type, or that of an array's elements
 * @param array whether it is an array, of one dimension
 */
public record ColumnType(ScalarType scalar, boolean array) {

  /** As MongoDB calls the type. */
  static final String OBJECT_ID = "objectId";

  private static final String BRACKETS = "[]";

  /**
   * Reads a type as SQL names it.
   *
   * @throws IllegalArgumentException where it is none that can be told in documents
   */
  static ColumnType parse(String text) {
    String name = text.toLowerCase(Locale.ROOT);
    if (!name.endsWith(BRACKETS)) {
      return new ColumnType(ScalarType.named(name), false);
    }
    ScalarType element = ScalarType.named(name.substring(0, name.length() - BRACKETS.length()));
    if (!element.inArrays()) {
      throw new IllegalArgumentException(
          "arrays can be mapped of " + ScalarType.namesInArrays() + " only. Use a jsonb column");
    }
    return new ColumnType(element, true);
  }

  /**
   * The same for texts that are ObjectIds in documents.
   *
   * @throws IllegalArgumentException where it is no text
   */
  ColumnType asObjectId() {
    if (scalar != ScalarType.TEXT) {
      throw new IllegalArgumentException(
          "only text columns can be " + OBJECT_ID + " in documents, and this one is " + this);
    }
    return new ColumnType(ScalarType.OBJECT_ID, array);
  }

  /** Whether values may name rows and documents. */
  boolean inKeys() {
    return !array && scalar.inKeys();
  }

  @Override
  public String toString() {
    String name = scalar == ScalarType.OBJECT_ID ? OBJECT_ID : scalar.sqlName();
    return array ? name + BRACKETS : name;
  }
}
