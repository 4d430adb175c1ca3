package org.anabranch.testkit.mongo;

import de.bwaldvogel.mongo.MongoBackend;
import de.bwaldvogel.mongo.MongoDatabase;
import de.bwaldvogel.mongo.backend.Utils;
import de.bwaldvogel.mongo.bson.BsonTimestamp;
import de.bwaldvogel.mongo.bson.Document;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.anabranch.testkit.mongo.ChangeEvent.Change;
import org.anabranch.testkit.mongo.ChangeEvent.Kind;
import org.jspecify.annotations.Nullable;

/** Which part of the server answers which command. */
final class Commands {
  private static final Set<String> NOT_IN_TRANSACTIONS =
      Set.of("count", "listcollections", "listindexes", "drop", "dropdatabase", "collmod");

  private final MongoBackend backend;
  private final Engine engine;
  private final Member member;
  private final ChangeLog log;
  private final Storage storage;
  private final Transactions transactions;
  private final Writes writes;
  private final ChangeStreams streams;
  private final WriteCommands writeCommands;
  private final ExpiringDocuments expiring;
  private final FailPoint failPoint = new FailPoint();

  Commands(
      MongoBackend backend,
      Engine engine,
      Member member,
      ChangeLog log,
      Storage storage,
      Transactions transactions,
      Writes writes,
      ChangeStreams streams) {
    this.backend = backend;
    this.engine = engine;
    this.member = member;
    this.log = log;
    this.storage = storage;
    this.transactions = transactions;
    this.writes = writes;
    this.streams = streams;
    this.writeCommands = new WriteCommands(engine, writes);
    this.expiring = new ExpiringDocuments(engine, writes);
  }

  void crash() {
    transactions.abortAll();
    streams.closeAll();
  }

  /** Runs the command that the document's first field names. */
  Document run(String database, Document query) throws InterruptedException {
    expiring.deleteIfDue();
    String spelt = query.keySet().iterator().next();
    if (!failPoint.strikes(spelt)) {
      return dispatch(database, spelt, query);
    }
    Document error = failPoint.error();
    return error != null ? error : failPoint.after(dispatch(database, spelt, query));
  }

  private Document dispatch(String database, String spelt, Document query)
      throws InterruptedException {
    String command = spelt.toLowerCase(Locale.ROOT);
    if (TransactionId.isIn(query) && NOT_IN_TRANSACTIONS.contains(command)) {
      throw ServerError.notInTransaction(spelt);
    }
    Namespace namespace = new Namespace(database, String.valueOf(Fields.value(query, spelt)));
    return switch (command) {
      case "hello", "ismaster" -> member.hello(log.now());
      case "replsetgetstatus" -> member.status();
      case "configurefailpoint" -> failPoint.configure(query);
      case "setparameter" -> expiring.setParameter(query);
      case "refreshsessions" -> Engine.ok(new Document());
      case "endsessions", "killsessions" -> endSessions(Fields.documents(query, spelt));
      case "committransaction" -> committed(query);
      case "aborttransaction" -> endSessions(List.of(Fields.document(query, "lsid")));
      case "insert", "update", "delete", "findandmodify" ->
          writeCommands.run(transactions.of(query), database(database), command, query);
      case "aggregate" ->
          ChangeStream.isOpenedBy(query)
              ? streams.open(database(database), query)
              : read(database, query);
      case "find", "distinct", "count" -> read(database, query);
      case "getmore" -> more(database, query);
      case "killcursors" -> closeCursors(database, query);
      case "create" -> images(namespace, query, engine.run(database, query));
      case "collmod" -> images(namespace, query, Engine.ok(new Document()));
      case "createindexes" -> {
        expiring.index(namespace, query);
        yield engine.run(database, query);
      }
      case "listcollections" -> listed(database, query);
      case "drop" -> dropped(Set.of(namespace), engine.run(database, query));
      case "dropdatabase" -> {
        Set<Namespace> gone = storage.namespaces(database);
        yield dropped(gone, engine.run(database, query));
      }
      default -> engine.run(database, query);
    };
  }

  private MongoDatabase database(String name) {
    return backend.resolveDatabase(name);
  }

  private Document endSessions(List<Document> sessions) {
    sessions.forEach(session -> transactions.abort(TransactionId.sessionOf(session)));
    backend.notifyAll();
    return Engine.ok(new Document());
  }

  private Document committed(Document query) {
    try {
      transactions.commit(query);
    } finally {
      backend.notifyAll();
    }
    return Engine.ok(new Document());
  }

  private Document read(String database, Document query) {
    Transaction own = transactions.of(query);
    BsonTimestamp time = snapshotTime(query);
    Document answer = storage.read(view(own, time), () -> engine.run(database, query));
    if (time != null && own == null && answer.get("cursor") instanceof Document cursor) {
      cursor.put("atClusterTime", time);
    }
    return answer;
  }

  private Storage.View view(@Nullable Transaction own, @Nullable BsonTimestamp time) {
    if (own != null) {
      return own.view(log);
    }
    return time == null ? Storage.View.COMMITTED : new Storage.View(Transaction.asOf(time, log));
  }

  private @Nullable BsonTimestamp snapshotTime(Document query) {
    if (!(query.get("readConcern") instanceof Document concern)
        || !"snapshot".equals(concern.get("level"))) {
      return null;
    }
    return concern.get("atClusterTime") instanceof BsonTimestamp given ? given : log.now();
  }

  private Document more(String database, Document query) throws InterruptedException {
    ChangeStream stream = streams.find(Fields.number(query, "getMore").longValue());
    return stream != null ? streams.more(stream, query) : engine.run(database, query);
  }

  private Document closeCursors(String database, Document query) {
    if (query.get("cursors") instanceof List<?> cursors) {
      cursors.forEach(each -> streams.close(((Number) each).longValue()));
    }
    return engine.run(database, query);
  }

  private Document images(Namespace namespace, Document query, Document answer) {
    if (query.get("changeStreamPreAndPostImages") instanceof Document option) {
      writes.recordImages(namespace, Utils.isTrue(option.get("enabled")));
    }
    return answer;
  }

  /** Those of the system are not shown: mongo-java-server cannot tell. */
  private Document listed(String database, Document query) {
    if (new Namespace(database, "").isSystem()) {
      return Engine.ok(
          new Document(
              "cursor",
              new Document("id", 0L)
                  .append("ns", database + ".$cmd.listCollections")
                  .append("firstBatch", List.of())));
    }
    Document answer = engine.run(database, query).cloneDeeply();
    Document cursor = Fields.document(answer, "cursor");
    List<Document> found = Fields.documents(cursor, "firstBatch");
    for (Document each : found) {
      Namespace namespace = new Namespace(database, String.valueOf(each.get("name")));
      if (writes.recordsImages(namespace) && each.get("options") instanceof Document options) {
        options.put("changeStreamPreAndPostImages", new Document("enabled", true));
      }
    }
    if (query.get("filter") instanceof Document filter) {
      Pipeline matching = new Pipeline(List.of(new Document("$match", filter)), database(database));
      found = found.stream().flatMap(each -> matching.apply(each).stream()).toList();
    }
    cursor.put("firstBatch", found);
    return answer;
  }

  private Document dropped(Set<Namespace> gone, Document answer) {
    for (Namespace namespace : gone) {
      storage.forget(namespace);
      writes.recordImages(namespace, false);
      DocumentId whole = new DocumentId(namespace, namespace.toString());
      log.append(List.of(new Change(Kind.DROP, whole, null, null, false)));
    }
    backend.notifyAll();
    return answer;
  }
}
