package org.anabranch.testkit.mongo;

import de.bwaldvogel.mongo.MongoCollection;
import de.bwaldvogel.mongo.MongoDatabase;
import de.bwaldvogel.mongo.bson.Document;
import de.bwaldvogel.mongo.exception.MongoServerError;
import de.bwaldvogel.mongo.oplog.NoopOplog;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * mongo-java-server's collections, which know neither transactions nor what a write changed. At
 * rest they hold what is committed; for a statement that has to see something else, its documents
 * are put into their place and back again, all under the server's one lock.
 */
final class Storage {
  private final Function<String, MongoDatabase> databases;
  private final WriteWatch watch;
  private final Map<DocumentId, Document> committed = new HashMap<>();

  Storage(Function<String, MongoDatabase> databases, WriteWatch watch) {
    this.databases = databases;
    this.watch = watch;
  }

  /** Documents that a statement sees otherwise than they are committed; null: not there. */
  record View(Map<DocumentId, @Nullable Document> documents) {
    static final View COMMITTED = new View(Map.of());
  }

  /** What a statement changed about one document. */
  record Written(@Nullable Document before, @Nullable Document after) {}

  /** What a statement answered and changed. */
  record Outcome(Document answer, Map<DocumentId, Written> written) {}

  /** What is committed under this id. The document must not be changed. */
  @Nullable Document committed(DocumentId id) {
    return committed.get(id);
  }

  /** Runs a statement that only reads, as the view shows the documents. */
  Document read(View view, Supplier<Document> statement) {
    put(view.documents);
    try {
      return statement.get().cloneDeeply();
    } finally {
      restore(view.documents.keySet());
    }
  }

  /**
   * Runs a statement that writes. What it wrote stays until {@link #keep} or {@link #undo}, one of
   * which must follow; a statement that fails leaves nothing.
   */
  Outcome write(View view, Supplier<Document> statement) {
    put(view.documents);
    watch.begin();
    try {
      Document answer = statement.get().cloneDeeply();
      Map<DocumentId, Written> written = new LinkedHashMap<>();
      for (DocumentId id : watch.touched()) {
        Document before = view.documents.containsKey(id) ? view.documents.get(id) : committed(id);
        Document after = current(id);
        if (!Difference.same(before, after)) {
          written.put(id, new Written(before, after));
        }
      }
      return new Outcome(answer, written);
    } catch (RuntimeException e) {
      restore(watch.touched());
      restore(view.documents.keySet());
      throw e;
    }
  }

  /** What the statement wrote, outside a transaction, is committed. */
  void keep(Outcome outcome) {
    outcome.written.forEach((id, written) -> commit(id, written.after));
  }

  /** Everything is again as it is committed. */
  void undo(View view, Outcome outcome) {
    restore(outcome.written.keySet());
    restore(view.documents.keySet());
  }

  /**
   * Commits the documents of a transaction. Fails, and commits none of them, where a unique index
   * refuses one.
   */
  void commit(Map<DocumentId, @Nullable Document> documents) throws MongoServerError {
    try {
      put(documents);
    } catch (MongoServerError refused) {
      restore(documents.keySet());
      throw refused;
    }
    documents.forEach(this::commit);
  }

  /** The collection is gone. */
  void forget(Namespace namespace) {
    committed.keySet().removeIf(id -> id.namespace().equals(namespace));
  }

  /** The collections of this database that hold documents. */
  Set<Namespace> namespaces(String database) {
    Set<Namespace> found = new HashSet<>();
    committed.keySet().forEach(id -> found.add(id.namespace()));
    found.removeIf(namespace -> !namespace.database().equals(database));
    return found;
  }

  /** The ids of this collection's documents. */
  List<DocumentId> ids(Namespace namespace) {
    return committed.keySet().stream().filter(id -> id.namespace().equals(namespace)).toList();
  }

  private void commit(DocumentId id, @Nullable Document document) {
    if (document == null) {
      committed.remove(id);
    } else {
      committed.put(id, document);
    }
  }

  private void restore(Collection<DocumentId> ids) {
    Map<DocumentId, @Nullable Document> documents = new HashMap<>();
    ids.forEach(id -> documents.put(id, committed(id)));
    put(documents);
  }

  /** All are taken out before the first is put in, since they may have swapped unique values. */
  private void put(Map<DocumentId, @Nullable Document> documents) {
    List<DocumentId> wrong = new ArrayList<>();
    documents.forEach(
        (id, document) -> {
          if (!Difference.same(current(id), document)) {
            wrong.add(id);
          }
        });
    for (DocumentId id : wrong) {
      collection(id).deleteDocuments(byId(id), 1, NoopOplog.get());
    }
    for (DocumentId id : wrong) {
      Document document = documents.get(id);
      if (document != null) {
        collection(id).addDocument(document.cloneDeeply());
      }
    }
  }

  private @Nullable Document current(DocumentId id) {
    for (Document found : collection(id).handleQuery(byId(id), 0, 1)) {
      return found.cloneDeeply();
    }
    return null;
  }

  private MongoCollection<?> collection(DocumentId id) {
    Namespace namespace = id.namespace();
    MongoDatabase database = databases.apply(namespace.database());
    MongoCollection<?> found = database.resolveCollection(namespace.collection(), false);
    return found != null ? found : database.createCollectionOrThrowIfExists(namespace.collection());
  }

  private static Document byId(DocumentId id) {
    return new Document("_id", id.value());
  }
}
