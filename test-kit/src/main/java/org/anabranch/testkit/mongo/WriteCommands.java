package org.anabranch.testkit.mongo;

import de.bwaldvogel.mongo.MongoDatabase;
import de.bwaldvogel.mongo.bson.Document;
import de.bwaldvogel.mongo.exception.MongoServerError;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.anabranch.testkit.mongo.ChangeEvent.Kind;
import org.jspecify.annotations.Nullable;

/** The commands {@code insert}, {@code update}, {@code delete} and {@code findAndModify}. */
final class WriteCommands {
  private final Engine engine;
  private final Writes writes;
  private final Map<Object, Answered> answered = new HashMap<>();

  WriteCommands(Engine engine, Writes writes) {
    this.engine = engine;
    this.writes = writes;
  }

  private record Answered(long number, Document answer) {}

  /**
   * Runs the command. A write that a driver sends a second time, since it has had no answer, is not
   * done a second time.
   */
  Document run(@Nullable Transaction own, MongoDatabase database, String name, Document command)
      throws InterruptedException {
    if (own != null || !(command.get("txnNumber") instanceof Number number)) {
      return dispatch(own, database, name, command);
    }
    Object session = TransactionId.sessionOf(Fields.document(command, "lsid"));
    Answered last = answered.get(session);
    if (last != null && last.number == number.longValue()) {
      return last.answer.cloneDeeply();
    }
    Document answer = dispatch(null, database, name, command);
    answered.put(session, new Answered(number.longValue(), answer.cloneDeeply()));
    return answer;
  }

  private Document dispatch(
      @Nullable Transaction own, MongoDatabase database, String name, Document command)
      throws InterruptedException {
    String databaseName = database.getDatabaseName();
    String collection = String.valueOf(command.values().iterator().next());
    return switch (name) {
      case "insert" ->
          counted(
              command,
              writes.run(own, Kind.INSERT, () -> engine.run(databaseName, command.cloneDeeply())));
      case "delete" ->
          writes.run(own, Kind.DELETE, () -> engine.run(databaseName, command.cloneDeeply()));
      case "update" -> update(own, database, collection, command);
      default -> {
        FindAndModify modify = new FindAndModify(engine, database, collection, command);
        yield writes.run(own, modify.kind(), modify::run);
      }
    };
  }

  /** mongo-java-server counts what failed as well. */
  private static Document counted(Document command, Document answer) {
    List<Document> errors = Fields.documents(answer, "writeErrors");
    if (!errors.isEmpty()) {
      int all = Fields.documents(command, "documents").size();
      Object first = errors.get(0).get("index");
      answer.put("n", Engine.isOrdered(command) ? first : Integer.valueOf(all - errors.size()));
    }
    return answer;
  }

  private Document update(
      @Nullable Transaction own, MongoDatabase database, String collection, Document command)
      throws InterruptedException {
    List<Document> entries = Fields.documents(command, "updates");
    BulkAnswer bulk = new BulkAnswer();
    for (int index = 0; index < entries.size(); index++) {
      UpdateStatement update =
          new UpdateStatement(engine, database, collection, entries.get(index));
      boolean done = bulk.add(index, answer(own, update));
      if (!done && (own != null || Engine.isOrdered(command))) {
        break;
      }
    }
    return bulk.toDocument();
  }

  private Document answer(@Nullable Transaction own, UpdateStatement update)
      throws InterruptedException {
    try {
      return writes.run(own, update.kind(), update::run);
    } catch (ServerError forTheCommand) {
      throw forTheCommand;
    } catch (MongoServerError forThisEntry) {
      Document error =
          new Document("index", 0)
              .append("code", forThisEntry.getCode())
              .append("errmsg", forThisEntry.getMessageWithoutErrorCode());
      return Engine.ok(new Document("writeErrors", List.of(error)));
    }
  }

  /** The answers of the entries of one command, in one. */
  private static final class BulkAnswer {
    private int matched;
    private int modified;
    private final List<Document> upserted = new ArrayList<>();
    private final List<Document> errors = new ArrayList<>();

    boolean add(int index, Document answer) {
      List<Document> failed = Fields.documents(answer, "writeErrors");
      if (!failed.isEmpty()) {
        errors.add(at(index, failed.get(0)));
        return false;
      }
      matched += Fields.number(answer, "n").intValue();
      modified += Fields.number(answer, "nModified").intValue();
      Fields.documents(answer, "upserted").forEach(each -> upserted.add(at(index, each)));
      return true;
    }

    private static Document at(int index, Document entry) {
      entry.put("index", index);
      return entry;
    }

    Document toDocument() {
      Document answer = new Document("n", matched).append("nModified", modified);
      if (!upserted.isEmpty()) {
        answer.put("upserted", upserted);
      }
      if (!errors.isEmpty()) {
        answer.put("writeErrors", errors);
      }
      return Engine.ok(answer);
    }
  }
}
