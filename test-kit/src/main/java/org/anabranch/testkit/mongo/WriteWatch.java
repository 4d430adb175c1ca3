package org.anabranch.testkit.mongo;

import de.bwaldvogel.mongo.backend.Cursor;
import de.bwaldvogel.mongo.backend.EmptyCursor;
import de.bwaldvogel.mongo.backend.aggregation.Aggregation;
import de.bwaldvogel.mongo.bson.Document;
import de.bwaldvogel.mongo.oplog.Oplog;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Notes which documents a statement wrote, in their order. */
final class WriteWatch implements Oplog {
  private final Set<DocumentId> touched = new LinkedHashSet<>();

  void begin() {
    touched.clear();
  }

  Set<DocumentId> touched() {
    return touched;
  }

  @Override
  public void handleInsert(String namespace, List<Document> documents) {
    documents.forEach(document -> touch(namespace, Fields.value(document, "_id")));
  }

  @Override
  public void handleUpdate(
      String namespace, Document selector, Document update, List<Object> modifiedIds) {
    modifiedIds.forEach(id -> touch(namespace, id));
  }

  @Override
  public void handleDelete(String namespace, Document query, List<Object> deletedIds) {
    deletedIds.forEach(id -> touch(namespace, id));
  }

  @Override
  public void handleDropCollection(String namespace) {
    // The command that drops it says so itself.
  }

  @Override
  public Cursor createCursor(Document spec, String namespace, Aggregation aggregation) {
    return EmptyCursor.get();
  }

  private void touch(String namespace, Object id) {
    touched.add(new DocumentId(Namespace.parse(namespace), id));
  }
}
