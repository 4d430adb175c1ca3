package org.anabranch.testkit.mongo;

import de.bwaldvogel.mongo.backend.Utils;
import de.bwaldvogel.mongo.bson.Document;
import de.bwaldvogel.mongo.exception.MongoServerError;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The sessions' transactions: one at a time in each. */
final class Transactions {
  private final boolean supported;
  private final Storage storage;
  private final ChangeLog log;
  private final Map<Object, Transaction> open = new LinkedHashMap<>();
  private final Map<Object, Long> committed = new HashMap<>();

  Transactions(boolean supported, Storage storage, ChangeLog log) {
    this.supported = supported;
    this.storage = storage;
    this.log = log;
  }

  /** The transaction that the command belongs to, begun if the command is its first. */
  @Nullable Transaction of(Document command) {
    if (!TransactionId.isIn(command)) {
      return null;
    }
    if (!supported) {
      throw unsupported();
    }
    TransactionId id = TransactionId.of(command);
    Transaction found = open.get(id.session());
    if (Utils.isTrue(command.get("startTransaction"))) {
      abort(id.session());
      Transaction begun = new Transaction(id, log.now());
      open.put(id.session(), begun);
      return begun;
    }
    if (found == null || !found.id().equals(id)) {
      throw ServerError.noSuchTransaction(id.number());
    }
    return found;
  }

  /** A commit that is asked for again is answered again. */
  void commit(Document command) {
    if (!supported) {
      throw unsupported();
    }
    TransactionId id = TransactionId.of(command);
    Transaction found = open.get(id.session());
    if (found == null || !found.id().equals(id)) {
      if (Long.valueOf(id.number()).equals(committed.get(id.session()))) {
        return;
      }
      throw ServerError.noSuchTransaction(id.number());
    }
    open.remove(id.session());
    try {
      storage.commit(found.documents());
    } catch (MongoServerError uniqueIndex) {
      // A server would have told whoever wrote second, at once.
      throw ServerError.writeConflict();
    }
    committed.put(id.session(), id.number());
    log.appendTransaction(found.changes(), id);
  }

  /** Nothing of the session's transaction stays; without one nothing happens. */
  void abort(Object session) {
    open.remove(session);
  }

  void abortAll() {
    open.clear();
  }

  /** Another transaction than this one that wrote one of these documents. */
  Optional<Transaction> holder(@Nullable Transaction own, Set<DocumentId> ids) {
    open.values().removeIf(Transaction::isTooOld);
    return open.values().stream().filter(each -> each != own && each.wrote(ids)).findFirst();
  }

  private static ServerError unsupported() {
    return new ServerError(
        20,
        "IllegalOperation",
        "Transaction numbers are only allowed on a replica set member or mongos");
  }
}
