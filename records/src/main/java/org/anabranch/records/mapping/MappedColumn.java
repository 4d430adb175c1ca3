package org.anabranch.records.mapping;

/**
 * A column and its place in documents.
 *
 * @param name in the table
 * @param type in the table, which says how its values are told in documents
 */
public record MappedColumn(String name, ColumnType type, DocumentPath path) {

  /** Whether it names the document. */
  public boolean isId() {
    return path.equals(DocumentPath.ID);
  }
}
