package org.anabranch.testkit.mongo;

import de.bwaldvogel.mongo.MongoDatabase;
import de.bwaldvogel.mongo.backend.aggregation.Aggregation;
import de.bwaldvogel.mongo.bson.Document;
import de.bwaldvogel.mongo.oplog.NoopOplog;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Stages that make of a document another one, or none: of updates and of change streams. */
final class Pipeline {
  private final Aggregation aggregation;

  Pipeline(List<Document> stages, MongoDatabase database) {
    aggregation =
        Aggregation.fromPipeline(
            known(stages),
            name -> {
              throw new UnsupportedOperationException("No stage here may read " + name);
            },
            database,
            null,
            NoopOplog.get());
  }

  Optional<Document> apply(Document document) {
    return aggregation
        .runStagesAsStream(Stream.of(document.cloneDeeply()))
        .findFirst()
        .map(Document::cloneDeeply);
  }

  /**
   * Aliases that mongo-java-server does not know; events that are too large for one message do not
   * come up in tests.
   */
  private static List<Document> known(List<Document> stages) {
    List<Document> known = new ArrayList<>();
    for (Document stage : stages) {
      if (stage.containsKey("$set")) {
        known.add(new Document("$addFields", stage.get("$set")));
      } else if (stage.containsKey("$replaceWith")) {
        known.add(new Document("$replaceRoot", new Document("newRoot", stage.get("$replaceWith"))));
      } else if (!stage.containsKey("$changeStreamSplitLargeEvent")) {
        known.add(stage);
      }
    }
    return known;
  }
}
