package org.anabranch.store.mongodb;

import static org.anabranch.store.mongodb.DocumentChange.TABLE;

import com.mongodb.client.ClientSession;
import com.mongodb.client.model.ReplaceOptions;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.anabranch.model.version.Origin;
import org.anabranch.store.mongodb.options.ConnectionOptions;
import org.bson.BsonDocument;
import org.bson.BsonInt32;
import org.jspecify.annotations.Nullable;

/** A region that merges documents by field, and whose applications write one document. */
final class FieldRegion implements AutoCloseable {

  static final BsonDocument KEY = new BsonDocument("_id", new BsonInt32(1));

  private static final ReplaceOptions UPSERT = new ReplaceOptions().upsert(true);

  private final TestDeployment deployment = new TestDeployment();
  private MongoDbMergeSinkTask task = new MongoDbMergeSinkTask();
  private final Origin origin;
  private final Map<Origin, Long> merged = new HashMap<>();
  private long clock;
  private long offset;

  FieldRegion(Origin origin) {
    this(origin, Map.of());
  }

  FieldRegion(Origin origin, Map<String, String> settings) {
    this.origin = origin;
    start(settings);
  }

  /** The sink starts again, with other settings. */
  void restart(Map<String, String> settings) {
    task.stop();
    task = new MongoDbMergeSinkTask();
    start(settings);
  }

  private void start(Map<String, String> settings) {
    Map<String, String> configuration = new HashMap<>();
    configuration.put(ConnectionOptions.URL, deployment.server().uri());
    configuration.put("context.origin", origin.name());
    configuration.put("context.origins", "a,b,c");
    configuration.put("context.lanes", "4");
    configuration.put("merge.strategy", "per-column");
    configuration.putAll(settings);
    task.initialize(DocumentMergeTest.context());
    task.start(configuration);
  }

  void merge(DocumentChange... changes) {
    for (DocumentChange change : changes) {
      task.put(List.of(change.record(offset++)));
      merged.merge(change.origin(), change.stamp(), Math::max);
      clock = Math.max(clock, change.stamp());
    }
  }

  /** An application makes the document this, or deletes it; answers what a capture tells. */
  DocumentChange write(@Nullable BsonDocument after, int later) {
    BsonDocument before = document();
    clock += later;
    DocumentChange change;
    try (ClientSession session = deployment.server().client().startSession()) {
      if (after == null) {
        deployment.collection(TABLE).deleteOne(session, KEY);
        change = DocumentChange.deletes(origin, clock, Objects.requireNonNull(KEY.get("_id")));
      } else {
        deployment.collection(TABLE).replaceOne(session, KEY, after, UPSERT);
        change = DocumentChange.writes(origin, clock, after);
      }
      change.at(session.getOperationTime().getValue());
    }
    merged.forEach(
        (other, stamp) -> {
          if (!other.equals(origin)) {
            change.saw(other, stamp);
          }
        });
    return before == null ? change.inserting() : change.over(before);
  }

  @Nullable BsonDocument document() {
    return deployment.collection(TABLE).find(KEY).first();
  }

  TestDeployment deployment() {
    return deployment;
  }

  @Override
  public void close() {
    task.stop();
    deployment.close();
  }
}
