package org.anabranch.sink.document;

import org.anabranch.model.change.Change;
import org.anabranch.model.change.TableName;
import org.anabranch.records.document.DocumentId;
import org.anabranch.records.mapping.DocumentMapping;
import org.anabranch.records.mapping.DocumentMappingOption;
import org.anabranch.records.mapping.MappedTable;
import org.anabranch.sink.store.Arrival;
import org.bson.BsonValue;
import org.bson.types.ObjectId;

/**
 * Whether the capture of documents takes them for the same rows as a sink. Captures of tables have
 * no mapping to be compared.
 */
final class MappingAgreement {

  private MappingAgreement() {}

  /**
   * Refuses a change whose capture has another mapping of its table.
   *
   * @throws IllegalArgumentException with the table and the way out
   */
  static void check(Arrival arrival, DocumentMapping mapping) {
    Change change = arrival.change();
    TableName table = change.table();
    Long told = change.mapping();
    if (told != null && !told.equals(mapping.fingerprintOf(table))) {
      throw otherwise(change);
    }
    MappedTable mapped = mapping.of(table);
    if (mapped != null && arrival.key() instanceof DocumentId id) {
      check(id, mapped, change);
    }
  }

  private static void check(DocumentId key, MappedTable table, Change change) {
    BsonValue id = key.id();
    boolean asText = table.key(id).objectIdAsText();
    if (id.isObjectId() && asText != key.objectIdAsText()) {
      throw otherwise(change);
    }
    if (asText && id.isString() && ObjectId.isValid(id.asString().getValue())) {
      throw new IllegalArgumentException(
          "The _id is a string with the digits of an ObjectId, and %s says that it is an ObjectId in %s. Give the document an ObjectId"
              .formatted(DocumentMappingOption.NAME, table.collection()));
    }
  }

  private static IllegalArgumentException otherwise(Change change) {
    return new IllegalArgumentException(
        "The capture of %s has another %s for %s than this sink. Give all sinks and the captures of MongoDB the same; where it was changed, let the sinks merge with the one before what was captured under it (docs/mongodb.md)"
            .formatted(change.id().origin(), DocumentMappingOption.NAME, change.table()));
  }
}
