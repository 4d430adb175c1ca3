package org.anabranch.testkit.mongo;

import de.bwaldvogel.mongo.bson.Document;
import de.bwaldvogel.mongo.exception.MongoServerError;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** The fields of commands and answers, by the types that the protocol prescribes for them. */
final class Fields {
  private Fields() {}

  /** A field that must be there; error 9 (FailedToParse) otherwise. */
  static Object value(Document document, String name) {
    Object value = document.get(name);
    if (value == null) {
      throw new MongoServerError(9, "FailedToParse", "The field '" + name + "' is missing");
    }
    return value;
  }

  static Document document(Document document, String name) {
    return (Document) value(document, name);
  }

  static Number number(Document document, String name) {
    return (Number) value(document, name);
  }

  /** A list of documents; empty when there is no such field, or it is something else. */
  @SuppressWarnings("unchecked")
  static List<Document> documents(Document document, String name) {
    return document.get(name) instanceof Collection<?> list
        ? new ArrayList<>((Collection<Document>) list)
        : List.of();
  }
}
