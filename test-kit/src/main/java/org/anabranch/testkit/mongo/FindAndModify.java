package org.anabranch.testkit.mongo;

import de.bwaldvogel.mongo.MongoDatabase;
import de.bwaldvogel.mongo.backend.Utils;
import de.bwaldvogel.mongo.bson.Document;
import de.bwaldvogel.mongo.exception.MongoServerError;
import java.util.List;
import org.anabranch.testkit.mongo.ChangeEvent.Kind;
import org.jspecify.annotations.Nullable;

/** The command {@code findAndModify}, made of a find and an update or a delete. */
final class FindAndModify {
  private final Engine engine;
  private final MongoDatabase database;
  private final String collection;
  private final Document command;

  FindAndModify(Engine engine, MongoDatabase database, String collection, Document command) {
    this.engine = engine;
    this.database = database;
    this.collection = collection;
    this.command = command;
  }

  Kind kind() {
    return is("remove") ? Kind.UPDATE : update(new Document()).kind();
  }

  Document run() {
    Document query = command.get("query") instanceof Document given ? given : new Document();
    Document old = first(query);
    Object id = old == null ? null : old.get("_id");
    Object upserted = null;
    if (old != null || is("upsert")) {
      Document answer = is("remove") ? removed(id) : update(target(query, old)).run();
      refuse(answer);
      List<Document> inserted = Fields.documents(answer, "upserted");
      if (!inserted.isEmpty()) {
        upserted = inserted.get(0).get("_id");
        id = upserted;
      }
    }
    boolean after = is("new") && !is("remove") && id != null;
    Document last =
        new Document("n", old != null || upserted != null ? 1 : 0)
            .append("updatedExisting", old != null && !is("remove"));
    last.putIfNotNull("upserted", upserted);
    Document value =
        after ? first(new Document("_id", id)) : is("new") && !is("remove") ? null : old;
    return Engine.ok(new Document("lastErrorObject", last).append("value", projected(value)));
  }

  private boolean is(String option) {
    return Utils.isTrue(command.get(option));
  }

  private @Nullable Document first(Document query) {
    Document find =
        new Document("find", collection).append("filter", query.cloneDeeply()).append("limit", 1);
    find.putIfNotNull("sort", command.get("sort"));
    return engine.find(database.getDatabaseName(), find).stream().findFirst().orElse(null);
  }

  private static Document target(Document query, @Nullable Document old) {
    Document target = query.cloneDeeply();
    return old == null ? target : target.append("_id", old.get("_id"));
  }

  private Document removed(@Nullable Object id) {
    Document delete = new Document("q", new Document("_id", id)).append("limit", 1);
    return engine.run(
        database.getDatabaseName(),
        new Document("delete", collection)
            .append("deletes", List.of(delete))
            .append("$db", database.getDatabaseName()));
  }

  private UpdateStatement update(Document query) {
    Document entry =
        new Document("q", query).append("u", command.get("update")).append("upsert", is("upsert"));
    entry.putIfNotNull("arrayFilters", command.get("arrayFilters"));
    return new UpdateStatement(engine, database, collection, entry);
  }

  private static void refuse(Document answer) {
    for (Document error : Fields.documents(answer, "writeErrors")) {
      throw new MongoServerError(
          Fields.number(error, "code").intValue(),
          String.valueOf(error.get("codeName")),
          String.valueOf(error.get("errmsg")));
    }
  }

  private @Nullable Document projected(@Nullable Document value) {
    if (value == null || !(command.get("fields") instanceof Document fields)) {
      return value;
    }
    return new Pipeline(List.of(new Document("$project", fields)), database)
        .apply(value)
        .orElse(value);
  }
}
