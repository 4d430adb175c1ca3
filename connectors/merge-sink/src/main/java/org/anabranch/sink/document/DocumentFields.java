package org.anabranch.sink.document;

import java.util.List;
import java.util.Map;
import org.anabranch.records.mapping.DocumentPath;
import org.bson.BsonDocument;
import org.bson.BsonValue;
import org.jspecify.annotations.Nullable;

/** Fields of documents by their paths. */
final class DocumentFields {

  private DocumentFields() {}

  /** What is at a path; null where nothing is. */
  static @Nullable BsonValue get(BsonDocument document, DocumentPath path) {
    BsonValue found = document;
    for (String name : path.names()) {
      if (found == null || !found.isDocument()) {
        return null;
      }
      found = found.asDocument().get(name);
    }
    return found;
  }

  /** Puts a value at a path, with the documents around it. */
  static void put(BsonDocument document, DocumentPath path, BsonValue value) {
    BsonDocument around = document;
    List<String> names = path.names();
    for (String name : names.subList(0, names.size() - 1)) {
      around.putIfAbsent(name, new BsonDocument());
      around = around.getDocument(name);
    }
    around.put(names.get(names.size() - 1), value);
  }

  /** Takes a value away, and the documents around it that have nothing else. */
  static void remove(BsonDocument document, DocumentPath path) {
    remove(document, path.names());
  }

  private static void remove(BsonDocument document, List<String> names) {
    String name = names.get(0);
    if (names.size() == 1) {
      document.remove(name);
      return;
    }
    BsonValue inner = document.get(name);
    if (inner != null && inner.isDocument() && !inner.asDocument().isEmpty()) {
      remove(inner.asDocument(), names.subList(1, names.size()));
      if (inner.asDocument().isEmpty()) {
        document.remove(name);
      }
    }
  }

  /**
   * Adds fields beside those that are there.
   *
   * @throws UnfitValueException where one is there already
   */
  static void putAll(BsonDocument document, BsonDocument added) {
    for (Map.Entry<String, BsonValue> field : added.entrySet()) {
      BsonValue there = document.putIfAbsent(field.getKey(), field.getValue());
      if (there != null && !(there.isDocument() && field.getValue().isDocument())) {
        throw new UnfitValueException(
            "a field has columns in it, and is no document in the column for the rest");
      } else if (there != null) {
        putAll(there.asDocument(), field.getValue().asDocument());
      }
    }
  }

  /** Some field of a document that is not empty, for messages. */
  static String any(BsonDocument document) {
    String name = document.getFirstKey();
    BsonValue value = document.get(name);
    return value != null && value.isDocument() && !value.asDocument().isEmpty()
        ? name + "." + any(value.asDocument())
        : name;
  }
}
