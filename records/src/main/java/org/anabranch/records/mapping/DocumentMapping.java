package org.anabranch.records.mapping;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.anabranch.model.change.TableName;
import org.anabranch.records.document.DocumentId;
import org.bson.BsonValue;
import org.jspecify.annotations.Nullable;

/**
 * Which tables are collections elsewhere. What is not mapped is called the same everywhere. The
 * table is the name that captures put into headers and sinks keep what they know under.
 */
public final class DocumentMapping {

  /** Nothing is mapped. */
  public static final DocumentMapping NONE = new DocumentMapping(List.of());

  private final Map<TableName, MappedTable> byTable = new HashMap<>();
  private final Map<TableName, MappedTable> byCollection = new HashMap<>();
  private final Map<TableName, Long> fingerprints = new HashMap<>();

  /**
   * Of these tables.
   *
   * @throws IllegalArgumentException where a table or a collection is there twice, or the name of a
   *     collection is that of another table
   */
  DocumentMapping(Collection<MappedTable> tables) {
    for (MappedTable table : tables) {
      if (byTable.put(table.table(), table) != null) {
        throw new IllegalArgumentException("the table " + table.table() + " is there twice");
      }
      fingerprints.put(table.table(), table.fingerprint());
      if (byCollection.put(table.collection(), table) != null) {
        throw new IllegalArgumentException(
            "the collection " + table.collection() + " is there twice");
      }
    }
    for (MappedTable table : tables) {
      MappedTable other = byTable.get(table.collection());
      if (other != null && !other.equals(table)) {
        throw new IllegalArgumentException(
            "%s is the collection of one table and the name of another. Rename the collection"
                .formatted(table.collection()));
      }
    }
  }

  /** How a table is told in documents; null where it is not mapped. */
  public @Nullable MappedTable of(TableName table) {
    return byTable.get(table);
  }

  public Collection<MappedTable> tables() {
    return byTable.values();
  }

  /** How a document of a table is named, in every region. */
  public DocumentId key(TableName table, BsonValue id) {
    MappedTable mapped = byTable.get(table);
    return mapped == null ? new DocumentId(id) : mapped.key(id);
  }

  /** What is equal where a table is mapped in the same way; null where it is not mapped. */
  public @Nullable Long fingerprintOf(TableName table) {
    return fingerprints.get(table);
  }

  /** The collection that a table is. */
  public TableName collectionOf(TableName table) {
    MappedTable mapped = byTable.get(table);
    return mapped == null ? table : mapped.collection();
  }

  /** The table that a collection is. */
  public TableName tableOf(TableName collection) {
    MappedTable mapped = byCollection.get(collection);
    return mapped == null ? collection : mapped.table();
  }

  /**
   * Whether a collection has the name of a table that is another collection. What is in it would go
   * by that table's name, so it has no name to go by.
   */
  public boolean isNameOfAnother(TableName collection) {
    return !collectionOf(collection).equals(collection);
  }

  /**
   * Whether a table that is not mapped has the name of another table's collection, so that its rows
   * would become that collection's documents.
   */
  public boolean isCollectionOfAnother(TableName table) {
    return !tableOf(table).equals(table);
  }
}
