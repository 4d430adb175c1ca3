package org.anabranch.testkit.mongo;

import de.bwaldvogel.mongo.MongoDatabase;
import de.bwaldvogel.mongo.backend.Utils;
import de.bwaldvogel.mongo.bson.BsonTimestamp;
import de.bwaldvogel.mongo.bson.Document;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** An open change stream of a collection, a database or the whole deployment. */
final class ChangeStream {
  private final ChangeLog log;
  private final EventView view;
  private final Pipeline pipeline;
  private final @Nullable String database;
  private final @Nullable String collection;
  private final String namespace;
  private String position;
  private boolean ended;

  /** Opens it where the command says; fails with error 286 when the log does not reach back. */
  ChangeStream(ChangeLog log, Storage storage, MongoDatabase database, Document command) {
    List<Document> stages = Fields.documents(command, "pipeline");
    Document spec = Fields.document(stages.get(0), "$changeStream");
    this.log = log;
    this.view = new EventView(storage, spec);
    this.pipeline = new Pipeline(stages.subList(1, stages.size()), database);
    String name = database.getDatabaseName();
    this.database = Utils.isTrue(spec.get("allChangesForCluster")) ? null : name;
    this.collection = command.get("aggregate") instanceof String given ? given : null;
    this.namespace = name + "." + (collection == null ? "$cmd.aggregate" : collection);
    this.position = start(log, spec);
  }

  /** Whether the command opens one. */
  static boolean isOpenedBy(Document command) {
    List<Document> stages = Fields.documents(command, "pipeline");
    return !stages.isEmpty() && stages.get(0).containsKey("$changeStream");
  }

  private static String start(ChangeLog log, Document spec) {
    Object after =
        spec.containsKey("resumeAfter") ? spec.get("resumeAfter") : spec.get("startAfter");
    String position;
    if (after instanceof Document token) {
      position = String.valueOf(token.get("_data"));
    } else if (spec.get("startAtOperationTime") instanceof BsonTimestamp time) {
      position = log.before(time);
    } else {
      return log.end();
    }
    log.requireResumable(position);
    return position;
  }

  /** The next events, at most so many; none when nothing has happened that it shows. */
  List<Document> next(int count) {
    log.requireUncut(position);
    List<Document> shown = new ArrayList<>();
    String end = log.end();
    for (ChangeEvent event : log.after(position)) {
      if (shown.size() >= count || ended) {
        return shown;
      }
      position = event.token();
      if (shows(event.namespace())) {
        pipeline.apply(view.show(event)).ifPresent(shown::add);
        if (event.change().kind() == ChangeEvent.Kind.DROP && collection != null) {
          shown.add(view.invalidation(event));
          ended = true;
        }
      }
    }
    if (!ended && position.compareTo(end) < 0) {
      // Where nothing is to be shown the position moves on all the same.
      position = end;
    }
    return shown;
  }

  boolean isEnded() {
    return ended;
  }

  private boolean shows(Namespace namespace) {
    return !namespace.isSystem()
        && (database == null || database.equals(namespace.database()))
        && (collection == null || collection.equals(namespace.collection()));
  }

  /** The answer that carries a batch. */
  Document answer(long cursor, String field, List<Document> batch) {
    return Engine.ok(
        new Document(
            "cursor",
            new Document(field, batch)
                .append("postBatchResumeToken", new Document("_data", position))
                .append("id", ended ? 0L : cursor)
                .append("ns", namespace)));
  }
}
