package org.anabranch.records.mapping;

import java.util.List;
import org.anabranch.records.document.MarkedForm;

/**
 * Where a column's value is in a document.
 *
 * @param names of the field and those around it, from the outside; never empty
 */
public record DocumentPath(List<String> names) {

  /** The document's own key. */
  public static final DocumentPath ID = new DocumentPath(List.of("_id"));

  public DocumentPath {
    names = List.copyOf(names);
  }

  /**
   * Reads names with dots between them.
   *
   * @throws IllegalArgumentException where that is no path to a field
   */
  static DocumentPath parse(String text) {
    List<String> names = List.of(text.split("\\.", -1));
    if (names.stream().anyMatch(name -> name.isEmpty() || name.startsWith("$"))) {
      throw new IllegalArgumentException(
          "'"
              + text
              + "' is no path. Write the names of fields with dots between them; none may"
              + " begin with $");
    }
    DocumentPath path = new DocumentPath(names);
    if (names.size() > 1 && names.get(0).equals(ID.names().get(0))) {
      throw new IllegalArgumentException("_id is one column: it cannot be taken apart");
    }
    if (names.get(0).equals(MarkedForm.FIELD)) {
      throw new IllegalArgumentException(
          "the field "
              + MarkedForm.FIELD
              + " has the sink's marks, which do not travel. Use another field");
    }
    return path;
  }

  /** Whether one is the other's or lies in it. */
  boolean overlaps(DocumentPath other) {
    int common = Math.min(names.size(), other.names.size());
    return names.subList(0, common).equals(other.names.subList(0, common));
  }

  @Override
  public String toString() {
    return String.join(".", names);
  }
}
