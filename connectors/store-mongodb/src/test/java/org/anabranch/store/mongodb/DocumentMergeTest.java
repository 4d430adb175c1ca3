package org.anabranch.store.mongodb;

import static org.anabranch.sink.store.NoteChange.A;
import static org.anabranch.sink.store.NoteChange.B;
import static org.anabranch.sink.store.NoteChange.C;
import static org.anabranch.store.mongodb.DocumentChange.TABLE;
import static org.anabranch.store.mongodb.DocumentChange.deletes;
import static org.anabranch.store.mongodb.DocumentChange.writes;
import static org.assertj.core.api.Assertions.assertThat;

import com.mongodb.client.model.IndexOptions;
import com.mongodb.client.model.Indexes;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.anabranch.records.document.DocumentId;
import org.anabranch.store.mongodb.document.DocumentBytes;
import org.anabranch.store.mongodb.options.ConnectionOptions;
import org.apache.kafka.connect.errors.RetriableException;
import org.apache.kafka.connect.sink.SinkRecord;
import org.apache.kafka.connect.sink.SinkTaskContext;
import org.bson.BsonDocument;
import org.bson.BsonInt32;
import org.bson.BsonString;
import org.bson.BsonTimestamp;
import org.bson.BsonValue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The whole sink, from records to documents. Its own origin is a. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class DocumentMergeTest {

  private final TestDeployment deployment = new TestDeployment();
  private final List<MongoDbMergeSinkTask> tasks = new ArrayList<>();
  private long offset;

  private MongoDbMergeSinkTask task() {
    Map<String, String> configuration = new HashMap<>();
    configuration.put(ConnectionOptions.URL, deployment.server().uri());
    configuration.put("context.origin", "a");
    configuration.put("context.origins", "a,b,c");
    configuration.put("context.lanes", "4");
    MongoDbMergeSinkTask task = new MongoDbMergeSinkTask();
    task.initialize(context());
    task.start(configuration);
    tasks.add(task);
    return task;
  }

  /** Has no reporter of errors and no metrics, as in a worker without them. */
  static SinkTaskContext context() {
    return (SinkTaskContext)
        Proxy.newProxyInstance(
            DocumentMergeTest.class.getClassLoader(),
            new Class<?>[] {SinkTaskContext.class},
            (proxy, method, arguments) ->
                method.getReturnType().equals(Set.class) ? Set.of() : null);
  }

  @BeforeEach
  void start_a_task() {
    task();
  }

  @AfterEach
  void stop_all() {
    tasks.forEach(MongoDbMergeSinkTask::stop);
    deployment.close();
  }

  private List<SinkRecord> put(DocumentChange... changes) {
    List<SinkRecord> records =
        Arrays.stream(changes).map(change -> change.record(offset++)).toList();
    tasks.get(0).put(records);
    return records;
  }

  private List<BsonDocument> documents() {
    return deployment.collection(TABLE).find().into(new ArrayList<>());
  }

  private BsonDocument first(String own) {
    return Objects.requireNonNull(deployment.own(own).find().first());
  }

  private static BsonDocument document(String json) {
    return BsonDocument.parse(json);
  }

  @Test
  void a_collection_that_is_missing_is_created_with_images() {
    put(writes(B, 5, document("{_id: 1}")));

    assertThat(deployment.collectionOptions(TABLE).getDocument("changeStreamPreAndPostImages"))
        .isEqualTo(document("{enabled: true}"));
    assertThat(documents()).containsExactly(document("{_id: 1}"));
  }

  @Test
  void a_document_comes_out_exactly_as_it_was_in_every_type_and_in_its_order() {
    BsonDocument all =
        document(
            """
            {"_id": {"$oid": "64b64c3f9d1e8a0001020304"}, "z": 1, "a": {"$numberLong": "1"},
             "double": {"$numberDouble": "1.0"}, "nan": {"$numberDouble": "NaN"},
             "decimal": {"$numberDecimal": "1.10"}, "date": {"$date": {"$numberLong": "-1"}},
             "bytes": {"$binary": {"base64": "AQI=", "subType": "00"}},
             "uuid": {"$binary": {"base64": "AAECAwQFBgcICQoLDA0ODw==", "subType": "04"}},
             "time": {"$timestamp": {"t": 5, "i": 7}},
             "regex": {"$regularExpression": {"pattern": "^a", "options": "i"}},
             "min": {"$minKey": 1}, "max": {"$maxKey": 1}, "null": null, "yes": true,
             "list": [1, {"$numberLong": "1"}, [], {"b": 1, "a": {"$numberLong": "2"}}],
             "nested": {"y": {"x": []}, "b": null}, "text": "\\u0000ü\\"", "": "empty name"}
            """);

    put(writes(B, 5, all));

    assertThat(documents()).containsExactly(all);
    assertThat(DocumentBytes.of(documents().get(0)))
        .as("the order of fields too")
        .isEqualTo(DocumentBytes.of(all));
  }

  static Stream<BsonValue> ids() {
    return Stream.of(
            "1",
            "{\"$numberLong\": \"1\"}",
            "{\"$numberLong\": \"9007199254740993\"}",
            "{\"$numberDouble\": \"1.5\"}",
            "{\"$numberDecimal\": \"1.5\"}",
            "\"text\"",
            "\"1\"",
            "{\"$oid\": \"64b64c3f9d1e8a0001020304\"}",
            "{\"$binary\": {\"base64\": \"AAECAwQFBgcICQoLDA0ODw==\", \"subType\": \"04\"}}",
            "{\"$binary\": {\"base64\": \"AQI=\", \"subType\": \"00\"}}",
            "{\"$date\": {\"$numberLong\": \"1600000000000\"}}",
            "true",
            "{\"a\": 1, \"b\": {\"$numberLong\": \"2\"}}")
        .map(json -> DocumentId.in(document("{\"_id\": " + json + "}")));
  }

  @ParameterizedTest
  @MethodSource("ids")
  void every_kind_of_id_is_written_replaced_and_deleted(BsonValue id) {
    put(writes(B, 5, new BsonDocument("_id", id).append("v", new BsonInt32(1))));
    assertThat(documents()).hasSize(1);
    assertThat(documents().get(0).get("_id")).isEqualTo(id);

    put(writes(C, 6, new BsonDocument("_id", id).append("w", new BsonInt32(2))).saw(B, 5));
    assertThat(documents())
        .containsExactly(new BsonDocument("_id", id).append("w", new BsonInt32(2)));

    put(deletes(B, 7, id).saw(C, 6));
    assertThat(documents()).isEmpty();
  }

  @Test
  void a_missing_field_is_missing_and_a_null_one_is_null() {
    put(writes(B, 5, document("{_id: 1, gone: 1, none: 1}")));
    put(writes(B, 6, document("{_id: 1, none: null}")));

    assertThat(documents()).containsExactly(document("{_id: 1, none: null}"));
  }

  @Test
  void of_two_documents_that_had_not_seen_each_other_the_later_one_wins_and_the_other_is_told_of() {
    put(writes(B, 9, document("{_id: 1, v: \"later\"}")));
    put(writes(C, 7, document("{_id: 1, v: \"earlier\"}")));

    assertThat(documents()).containsExactly(document("{_id: 1, v: \"later\"}"));
    BsonDocument conflict = first("conflict");
    assertThat(conflict.getDocument("winner_row")).isEqualTo(document("{_id: 1, v: \"later\"}"));
    assertThat(conflict.getDocument("loser_row")).isEqualTo(document("{_id: 1, v: \"earlier\"}"));
    assertThat(conflict.getDocument("key")).isEqualTo(document("{_id: 1}"));
  }

  @Test
  void what_is_delivered_again_to_another_task_changes_nothing() {
    List<SinkRecord> records =
        put(
            writes(B, 5, document("{_id: 1, v: 1}")),
            writes(B, 6, document("{_id: 2, v: 1}")),
            deletes(B, 7, new BsonInt32(2)));
    deployment.collection(TABLE).updateOne(document("{_id: 1}"), document("{$set: {v: 2}}"));

    task().put(records);

    assertThat(documents()).containsExactly(document("{_id: 1, v: 2}"));
    assertThat(deployment.own("conflict").countDocuments()).isZero();
  }

  @Test
  void an_own_change_that_the_sink_wrote_over_before_it_was_read_is_shown_again() {
    deployment.collection(TABLE).insertOne(document("{_id: 1, v: \"own\"}"));
    put(writes(B, 5, document("{_id: 1, v: \"remote\"}")));
    assertThat(documents()).containsExactly(document("{_id: 1, v: \"remote\"}"));

    put(writes(A, 9, document("{_id: 1, v: \"own\"}")).at(1));

    assertThat(documents()).containsExactly(document("{_id: 1, v: \"own\"}"));
  }

  @Test
  void an_own_change_is_not_shown_again_where_a_later_one_is_in_the_document() {
    put(writes(B, 5, document("{_id: 1, v: \"remote\"}")));
    deployment
        .collection(TABLE)
        .replaceOne(document("{_id: 1}"), document("{_id: 1, v: \"later\"}"));

    put(writes(A, 9, document("{_id: 1, v: \"own\"}")).at(1));

    assertThat(documents()).containsExactly(document("{_id: 1, v: \"later\"}"));
  }

  @Test
  void a_change_that_was_made_after_the_sinks_write_has_a_later_position() {
    put(writes(B, 5, document("{_id: 1, v: 1}")));
    long written = first("version").getInt64("written_at").getValue();

    try (var session = deployment.server().client().startSession()) {
      deployment
          .collection(TABLE)
          .updateOne(session, document("{_id: 1}"), document("{$set: {v: 2}}"));
      BsonTimestamp local = session.getOperationTime();
      assertThat(local.getValue()).isGreaterThan(written);
    }
  }

  @Test
  void a_document_that_a_unique_index_refuses_is_parked() {
    deployment
        .collection(TABLE)
        .createIndex(Indexes.ascending("name"), new IndexOptions().name("one_name").unique(true));
    put(writes(B, 5, document("{_id: 1, name: \"x\", z: 1, a: 2}")));

    put(writes(C, 4, document("{_id: 2, z: 1, name: \"x\", a: {\"$numberLong\": \"1\"}}")));
    assertThat(documents()).hasSize(1);
    BsonDocument parked = first("parked");
    assertThat(parked.get("constraint_name")).isEqualTo(new BsonString("one_name"));
    assertThat(parked.get("key")).isEqualTo(document("{_id: 2}"));
  }

  @Test
  void two_tasks_that_merge_the_same_key_agree() {
    MongoDbMergeSinkTask second = task();
    put(writes(B, 5, document("{_id: 1, v: \"b\"}")));
    second.put(List.of(writes(C, 6, document("{_id: 1, v: \"c\"}")).record(offset++)));
    put(writes(B, 7, document("{_id: 1, v: \"both\"}")).saw(C, 6));

    assertThat(documents()).containsExactly(document("{_id: 1, v: \"both\"}"));
    assertThat(deployment.own("conflict").countDocuments()).isEqualTo(1);
  }

  @Test
  void a_server_that_was_away_is_found_again() {
    put(writes(B, 5, document("{_id: 1, v: 1}")));
    deployment.server().stop();
    deployment.server().startAgain();

    SinkRecord record = writes(B, 6, document("{_id: 1, v: 2}")).record(offset++);
    for (int attempts = 0; ; attempts++) {
      try {
        tasks.get(0).put(List.of(record));
        break;
      } catch (RetriableException e) {
        assertThat(attempts).isLessThan(20);
      }
    }

    assertThat(documents()).containsExactly(document("{_id: 1, v: 2}"));
  }
}
