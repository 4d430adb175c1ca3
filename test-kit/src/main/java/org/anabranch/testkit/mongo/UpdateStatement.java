package org.anabranch.testkit.mongo;

import de.bwaldvogel.mongo.MongoDatabase;
import de.bwaldvogel.mongo.backend.Utils;
import de.bwaldvogel.mongo.bson.Document;
import de.bwaldvogel.mongo.bson.ObjectId;
import de.bwaldvogel.mongo.exception.MongoServerError;
import java.util.List;
import org.anabranch.testkit.mongo.ChangeEvent.Kind;

/**
 * One entry of an {@code update} command: by operators, a whole document, or a pipeline. A server
 * may report a pipeline that changes most of a document as a replacement; here it is always an
 * update.
 */
final class UpdateStatement {
  private final Engine engine;
  private final MongoDatabase database;
  private final String collection;
  private final Document statement;
  private final Object update;

  UpdateStatement(Engine engine, MongoDatabase database, String collection, Document statement) {
    this.engine = engine;
    this.database = database;
    this.collection = collection;
    this.statement = statement;
    this.update = Fields.value(statement, "u");
  }

  /** What the change of a document by it is called. */
  Kind kind() {
    boolean replaces =
        update instanceof Document document
            && document.keySet().stream().noneMatch(name -> name.startsWith("$"));
    return replaces ? Kind.REPLACE : Kind.UPDATE;
  }

  /** The answer, of which {@code n} and {@code nModified} count, or {@code writeErrors}. */
  Document run() {
    if (kind() == Kind.REPLACE) {
      return byDocument(Fields.document(statement, "u"));
    }
    return update instanceof Document ? updated(statement) : byPipeline();
  }

  private Document updated(Document entry) {
    return engine.run(
        database.getDatabaseName(),
        new Document("update", collection)
            .append("updates", List.of(entry.cloneDeeply()))
            .append("ordered", true)
            .append("$db", database.getDatabaseName()));
  }

  private Document byDocument(Document next) {
    List<Document> found = matching(Fields.document(statement, "q"));
    if (found.isEmpty()) {
      return updated(statement);
    }
    boolean modified = replace(found.get(0), next);
    return Engine.ok(new Document("n", 1).append("nModified", modified ? 1 : 0));
  }

  /**
   * mongo-java-server leaves fields that were there before in their old order, so the new document
   * takes the place of the old one as another one.
   */
  private boolean replace(Document old, Document next) {
    Object id = Fields.value(old, "_id");
    Document whole = new Document("_id", id);
    next.forEach(whole::put);
    if (!Difference.same(id, whole.get("_id"))) {
      throw new MongoServerError(66, "ImmutableField", "The _id of a document cannot be changed");
    }
    if (Difference.same(old, whole)) {
      return false;
    }
    String name = database.getDatabaseName();
    Document byId = new Document("q", new Document("_id", id)).append("limit", 1);
    engine.run(
        name,
        new Document("delete", collection).append("deletes", List.of(byId)).append("$db", name));
    Document inserted =
        engine.run(
            name,
            new Document("insert", collection)
                .append("documents", List.of(whole))
                .append("$db", name));
    for (Document error : Fields.documents(inserted, "writeErrors")) {
      throw new MongoServerError(
          Fields.number(error, "code").intValue(), String.valueOf(error.get("errmsg")));
    }
    return true;
  }

  private Document byPipeline() {
    Pipeline pipeline = new Pipeline(Fields.documents(statement, "u"), database);
    Document query = Fields.document(statement, "q");
    List<Document> found = matching(query);
    if (found.isEmpty() && Utils.isTrue(statement.get("upsert"))) {
      return upserted(pipeline, query);
    }
    int modified = 0;
    for (Document old : found) {
      Document next = pipeline.apply(old).orElse(old);
      if (Difference.same(old, next)) {
        continue;
      }
      replace(old, next);
      modified++;
    }
    return Engine.ok(new Document("n", found.size()).append("nModified", modified));
  }

  private List<Document> matching(Document query) {
    Document find = new Document("find", collection).append("filter", query.cloneDeeply());
    if (!Utils.isTrue(statement.get("multi"))) {
      find.append("limit", 1);
    }
    return engine.find(database.getDatabaseName(), find);
  }

  private Document upserted(Pipeline pipeline, Document query) {
    Document seed = new Document();
    equalities(query, seed);
    if (!seed.containsKey("_id")) {
      seed.put("_id", new ObjectId());
    }
    Document next = pipeline.apply(seed).orElse(seed);
    Document answer =
        engine.run(
            database.getDatabaseName(),
            new Document("insert", collection)
                .append("documents", List.of(next))
                .append("ordered", true)
                .append("$db", database.getDatabaseName()));
    if (answer.containsKey("writeErrors")) {
      return answer;
    }
    Document upserted = new Document("index", 0).append("_id", next.get("_id"));
    return Engine.ok(
        new Document("n", 1).append("nModified", 0).append("upserted", List.of(upserted)));
  }

  /** What a document that matches the query is sure to hold. */
  private static void equalities(Document query, Document found) {
    query.forEach(
        (name, value) -> {
          if (name.equals("$and")) {
            Fields.documents(query, name).forEach(each -> equalities(each, found));
          } else if (!name.startsWith("$") && !name.contains(".")) {
            if (value instanceof Document condition && condition.containsKey("$eq")) {
              found.put(name, condition.get("$eq"));
            } else if (!isCondition(value)) {
              found.put(name, value);
            }
          }
        });
  }

  private static boolean isCondition(Object value) {
    return value instanceof Document document
        && document.keySet().stream().anyMatch(name -> name.startsWith("$"));
  }
}
