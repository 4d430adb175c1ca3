package org.anabranch.testkit.mongo;

import de.bwaldvogel.mongo.bson.Document;
import de.bwaldvogel.mongo.exception.MongoServerError;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.anabranch.testkit.mongo.ChangeEvent.Change;
import org.anabranch.testkit.mongo.ChangeEvent.Kind;
import org.anabranch.testkit.mongo.Storage.Outcome;
import org.anabranch.testkit.mongo.Storage.View;
import org.anabranch.testkit.mongo.Storage.Written;
import org.jspecify.annotations.Nullable;

/**
 * Runs statements that write, one at a time: inside a transaction, where a document that another
 * one holds or has changed meanwhile is a conflict, or outside, where it is waited for.
 */
final class Writes {
  private static final long LOOK_AGAIN_MILLIS = 1_000;

  private final Object lock;
  private final Storage storage;
  private final ChangeLog log;
  private final Transactions transactions;
  private final Set<Namespace> images = new HashSet<>();

  /**
   * Threads that wait give the lock up.
   *
   * @param lock is held by whoever calls
   */
  Writes(Object lock, Storage storage, ChangeLog log, Transactions transactions) {
    this.lock = lock;
    this.storage = storage;
    this.log = log;
    this.transactions = transactions;
  }

  /** From now on, or no longer, the collection's changes are recorded with both images. */
  void recordImages(Namespace namespace, boolean enabled) {
    if (enabled) {
      images.add(namespace);
    } else {
      images.remove(namespace);
    }
  }

  boolean recordsImages(Namespace namespace) {
    return images.contains(namespace);
  }

  /**
   * Runs one statement; what it refuses stays unwritten, and its transaction is aborted.
   *
   * @param updates what the change of a document that stays is called
   */
  Document run(@Nullable Transaction own, Kind updates, Supplier<Document> statement)
      throws InterruptedException {
    while (true) {
      View view = own == null ? View.COMMITTED : own.view(log);
      Outcome outcome = attempt(own, view, statement);
      Set<DocumentId> ids = outcome.written().keySet();
      boolean held = transactions.holder(own, ids).isPresent();
      if (own == null && !held) {
        storage.keep(outcome);
        log.append(changes(outcome, updates));
        lock.notifyAll();
        return outcome.answer();
      }
      storage.undo(view, outcome);
      if (own == null) {
        lock.wait(LOOK_AGAIN_MILLIS);
      } else {
        if (held || own.isOvertaken(ids, log)) {
          abort(own);
          throw ServerError.writeConflict();
        }
        own.add(changes(outcome, updates));
        if (outcome.answer().containsKey("writeErrors")) {
          abort(own);
        }
        return outcome.answer();
      }
    }
  }

  private Outcome attempt(@Nullable Transaction own, View view, Supplier<Document> statement) {
    try {
      return storage.write(view, statement);
    } catch (MongoServerError refused) {
      if (own != null) {
        abort(own);
      }
      throw refused;
    }
  }

  private void abort(Transaction own) {
    transactions.abort(own.id().session());
    lock.notifyAll();
  }

  private List<Change> changes(Outcome outcome, Kind updates) {
    return outcome.written().entrySet().stream().map(each -> change(each, updates)).toList();
  }

  private Change change(Map.Entry<DocumentId, Written> entry, Kind updates) {
    DocumentId id = entry.getKey();
    Document before = entry.getValue().before();
    Document after = entry.getValue().after();
    Kind kind = before == null ? Kind.INSERT : after == null ? Kind.DELETE : updates;
    return new Change(kind, id, before, after, recordsImages(id.namespace()));
  }
}
