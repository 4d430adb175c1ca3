package org.anabranch.testkit.mongo;

import de.bwaldvogel.mongo.bson.Document;
import java.util.List;
import java.util.Objects;

/**
 * The place of a document: its collection and its {@code _id}. Numbers of different types that are
 * equal name one document, as in MongoDB's own index of {@code _id}; the fields of an embedded
 * {@code _id} count in their order.
 *
 * @param value the {@code _id} as it was written
 */
record DocumentId(Namespace namespace, Object value) {

  @Override
  public boolean equals(Object other) {
    return other instanceof DocumentId id
        && namespace.equals(id.namespace)
        && comparable(value).equals(comparable(id.value));
  }

  @Override
  public int hashCode() {
    return Objects.hash(namespace, comparable(value));
  }

  private static Object comparable(Object value) {
    if (value instanceof Integer || value instanceof Long) {
      return ((Number) value).longValue();
    }
    if (value instanceof Double number && number == Math.rint(number)) {
      return number.longValue();
    }
    if (value instanceof Document document) {
      return document.entrySet().stream()
          .map(field -> List.of(field.getKey(), comparable(orNull(field.getValue()))))
          .toList();
    }
    return value;
  }

  private static Object orNull(Object value) {
    return value == null ? "null" : value;
  }
}
