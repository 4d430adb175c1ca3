package org.anabranch.store.mongodb;

import static org.anabranch.sink.store.NoteChange.A;
import static org.anabranch.sink.store.NoteChange.B;
import static org.anabranch.sink.store.NoteChange.C;
import static org.anabranch.store.mongodb.DocumentChange.TABLE;
import static org.anabranch.store.mongodb.DocumentChange.deletes;
import static org.anabranch.store.mongodb.DocumentChange.writes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.mongodb.client.model.Filters;
import com.mongodb.client.model.IndexOptions;
import com.mongodb.client.model.Indexes;
import com.mongodb.client.model.Updates;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.IntStream;
import org.anabranch.model.version.ChangeId;
import org.anabranch.model.version.Stamp;
import org.anabranch.records.document.DocumentKey;
import org.anabranch.records.document.DocumentMarker;
import org.anabranch.records.document.MarkedForm;
import org.anabranch.records.key.CanonicalKey;
import org.anabranch.sink.store.NoteChange;
import org.anabranch.sink.store.StoreException;
import org.anabranch.store.mongodb.options.ConnectionOptions;
import org.anabranch.store.mongodb.options.MongoDbStoreOptions;
import org.anabranch.testkit.servers.Await;
import org.anabranch.testkit.servers.MongoServer;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.sink.SinkRecord;
import org.apache.kafka.connect.sink.SinkTaskContext;
import org.bson.BsonDocument;
import org.bson.BsonInt32;
import org.bson.conversions.Bson;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

/**
 * The whole sink on a server that has no transactions, from records to documents; which schedules
 * it stands, the simulation of docs/decisions/031 tells. Its own origin is a.
 */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class WithoutTransactionsTest {

  private final TestDeployment deployment =
      new TestDeployment(MongoServer.startWithoutTransactions());
  private final List<MongoDbMergeSinkTask> tasks = new ArrayList<>();
  private long offset;

  private MongoDbMergeSinkTask task(String transactions) {
    Map<String, String> configuration = new HashMap<>();
    configuration.put(ConnectionOptions.URL, deployment.server().uri());
    configuration.put(MongoDbStoreOptions.TRANSACTIONS, transactions);
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
  private static SinkTaskContext context() {
    return (SinkTaskContext)
        Proxy.newProxyInstance(
            WithoutTransactionsTest.class.getClassLoader(),
            new Class<?>[] {SinkTaskContext.class},
            (proxy, method, arguments) ->
                method.getReturnType().equals(Set.class) ? Set.of() : null);
  }

  @AfterEach
  void stop_all() {
    tasks.forEach(MongoDbMergeSinkTask::stop);
    deployment.close();
  }

  private List<SinkRecord> put(DocumentChange... changes) {
    if (tasks.isEmpty()) {
      task("auto");
    }
    List<SinkRecord> records =
        Arrays.stream(changes).map(change -> change.record(offset++)).toList();
    tasks.get(0).put(records);
    return records;
  }

  private List<BsonDocument> documents() {
    return deployment.collection(TABLE).find().into(new ArrayList<>());
  }

  private List<BsonDocument> unmarked() {
    return documents().stream().map(MarkedForm::withoutMarker).toList();
  }

  private DocumentMarker marker() {
    return Objects.requireNonNull(MarkedForm.read(documents().get(0)).marker());
  }

  private static BsonDocument document(String json) {
    return BsonDocument.parse(json);
  }

  @Test
  void a_document_is_written_with_what_is_merged_of_it() {
    put(writes(B, 5, document("{_id: 1, z: {$numberLong: '1'}, a: [1, null]}")));

    assertThat(unmarked())
        .containsExactly(document("{_id: 1, z: {$numberLong: '1'}, a: [1, null]}"));
    assertThat(marker().winner()).isEqualTo(new ChangeId(B, new Stamp(5)));
    assertThat(marker().written()).isEqualTo(marker().last());
    BsonDocument merged = Objects.requireNonNull(deployment.own("merged").find().first());
    assertThat(merged.getString("winner_origin").getValue()).isEqualTo("b");
    assertThat(merged.getBoolean("forgotten").getValue()).isFalse();
    assertThat(deployment.own("watermark").countDocuments()).isEqualTo(1);
    assertThat(deployment.own("version").countDocuments()).isZero();
  }

  @Test
  void a_collection_that_is_missing_is_created_with_images() {
    put(writes(B, 5, document("{_id: 1}")));

    assertThat(deployment.collectionOptions(TABLE).getDocument("changeStreamPreAndPostImages"))
        .isEqualTo(document("{enabled: true}"));
    assertThat(unmarked()).containsExactly(document("{_id: 1}"));
  }

  @Test
  void a_collection_that_is_there_stays_as_the_application_has_created_it() {
    deployment.server().client().getDatabase(TABLE.schema()).createCollection(TABLE.table());

    put(writes(B, 5, document("{_id: 1}")));

    assertThat(deployment.collectionOptions(TABLE))
        .doesNotContainKey("changeStreamPreAndPostImages");
    assertThat(unmarked()).containsExactly(document("{_id: 1}"));
  }

  @Test
  void the_later_of_two_that_had_not_seen_each_other_stays_and_the_other_is_recorded() {
    put(writes(B, 5, document("{_id: 1, by: 'b'}")));
    put(writes(C, 4, document("{_id: 1, by: 'c'}")));

    assertThat(unmarked()).containsExactly(document("{_id: 1, by: 'b'}"));
    BsonDocument conflict = Objects.requireNonNull(deployment.own("conflict").find().first());
    assertThat(conflict.getString("loser_origin").getValue()).isEqualTo("c");
    assertThat(conflict.getDocument("loser_row")).isEqualTo(document("{_id: 1, by: 'c'}"));
    assertThat(conflict.getDocument("winner_row")).isEqualTo(document("{_id: 1, by: 'b'}"));
  }

  @Test
  void a_delete_is_merged_before_it_is_done() {
    put(writes(B, 5, document("{_id: 1, by: 'b'}")));
    put(deletes(B, 6, new BsonInt32(1)));

    assertThat(documents()).isEmpty();
    BsonDocument merged = Objects.requireNonNull(deployment.own("merged").find().first());
    assertThat(merged.getBoolean("deleted").getValue()).isTrue();
    assertThat(merged.containsKey("removed")).isTrue();
  }

  @Test
  void a_local_write_that_was_not_captured_yet_is_kept_where_it_is_the_later_one() {
    put(writes(B, 5, document("{_id: 1, by: 'b'}")));
    deployment
        .collection(TABLE)
        .updateOne(Filters.eq("_id", 1), Updates.set("by", "the application"));

    put(writes(A, 6, document("{_id: 1, by: 'the application'}")).saw(B, 5).at(1));

    assertThat(unmarked()).containsExactly(document("{_id: 1, by: 'the application'}"));
    assertThat(marker().winner()).as("nobody wrote the document").isEqualTo(id(5));
  }

  private static ChangeId id(long stamp) {
    return new ChangeId(B, new Stamp(stamp));
  }

  @Test
  void what_comes_again_changes_nothing() {
    List<SinkRecord> records =
        put(
            writes(B, 5, document("{_id: 1, by: 'b'}")),
            writes(B, 6, document("{_id: 2, by: 'b'}")),
            deletes(B, 7, new BsonInt32(2)));
    List<BsonDocument> before = documents();

    tasks.get(0).put(records);
    task("never").put(records);

    assertThat(documents()).isEqualTo(before).hasSize(1);
    assertThat(deployment.own("merged").countDocuments()).isEqualTo(2);
  }

  @Test
  void many_keys_of_a_batch_are_written_and_deleted_together() {
    DocumentChange[] written =
        IntStream.range(0, 60)
            .mapToObj(id -> writes(B, 10 + id, document("{_id: " + id + ", n: 1}")))
            .toArray(DocumentChange[]::new);
    DocumentChange[] deleted =
        IntStream.range(0, 60)
            .filter(id -> id % 2 == 0)
            .mapToObj(id -> deletes(B, 100 + id, new BsonInt32(id)))
            .toArray(DocumentChange[]::new);
    put(written);
    assertThat(documents()).hasSize(60);

    put(deleted);

    assertThat(unmarked()).hasSize(30).contains(document("{_id: 59, n: 1}"));
  }

  private long revision(Bson of) {
    return Objects.requireNonNull(deployment.own("merged").find(of).first())
        .getInt64("revision")
        .getValue();
  }

  @Test
  void a_revision_rises_and_begins_anew_where_none_was_when_it_has_expired() {
    put(writes(B, 5, document("{_id: 1, by: 'b'}")));
    long first = revision(Filters.empty());
    put(writes(B, 6, document("{_id: 1, by: 'b again'}")));
    assertThat(revision(Filters.empty())).isEqualTo(first + 1);

    deployment.own("merged").deleteMany(Filters.empty());
    put(writes(B, 7, document("{_id: 1, by: 'b once more'}")));

    assertThat(revision(Filters.empty())).isNotIn(first - 1, first, first + 1, first + 2);
    assertThat(unmarked()).containsExactly(document("{_id: 1, by: 'b once more'}"));
  }

  @Test
  void what_every_member_has_seen_is_forgotten_and_its_revision_stays_for_a_while() {
    int other =
        IntStream.iterate(2, id -> id + 1)
            .filter(id -> lane(id) == lane(1))
            .findFirst()
            .orElseThrow();
    BsonDocument note = document("{_id: " + other + "}");
    put(writes(B, 5, document("{_id: 1, by: 'b'}")));
    long merged = revision(Filters.empty());
    put(
        writes(A, 10, note).saw(B, 5).at(Long.MAX_VALUE),
        writes(B, 11, note).saw(A, 10),
        writes(C, 12, note).saw(A, 10).saw(B, 11));

    BsonDocument left =
        Await.until(
                "what is merged of the first document is forgotten",
                Await.DEADLINE,
                () -> {
                  put();
                  return deployment
                      .own("merged")
                      .find(Filters.eq("forgotten", true))
                      .into(new ArrayList<>());
                },
                forgotten -> !forgotten.isEmpty())
            .get(0);

    assertThat(left.getInt64("revision").getValue()).isEqualTo(merged + 1);
    assertThat(left.containsKey("forgotten_at")).isTrue();
    assertThat(deployment.own("floor").countDocuments()).isEqualTo(1);
    put(writes(B, 13, document("{_id: 1, by: 'b again'}")).saw(A, 10).saw(C, 12));
    assertThat(unmarked()).contains(document("{_id: 1, by: 'b again'}"));
    assertThat(deployment.own("conflict").countDocuments()).isZero();
  }

  private static int lane(int id) {
    return CanonicalKey.lane(DocumentKey.of(new BsonInt32(id)), NoteChange.LANES).number();
  }

  @Test
  void sinks_that_use_transactions_and_sinks_that_do_not_are_kept_apart() {
    put(writes(B, 5, document("{_id: 1, by: 'b'}")));

    assertThatThrownBy(
            () -> task("required").put(List.of(writes(B, 6, document("{_id: 1}")).record(99))))
        .isInstanceOf(StoreException.Misconfigured.class)
        .hasMessageContaining("merge.transactions=never");
  }

  @Test
  void a_document_that_a_unique_index_keeps_out_stops_the_task() {
    deployment
        .collection(TABLE)
        .createIndex(Indexes.ascending("user_id"), new IndexOptions().unique(true));
    put(writes(B, 5, document("{_id: 1, user_id: 7}")));

    assertThatThrownBy(
            () ->
                put(
                    writes(B, 6, document("{_id: 2, user_id: 7}")),
                    writes(B, 7, document("{_id: 3, user_id: 8}"))))
        .isInstanceOf(ConnectException.class)
        .hasMessageContaining("violates a unique index");
  }

  @Test
  void a_field_of_an_application_that_is_called_like_the_sinks_stops_the_task() {
    assertThatThrownBy(
            () ->
                put(
                    writes(B, 5, document("{_id: 1, by: 'b'}")),
                    writes(B, 6, document("{_id: 2, _anabranch: {secret: 'x'}}")),
                    writes(B, 7, document("{_id: 3, by: 'b'}"))))
        .isInstanceOf(ConnectException.class)
        .hasMessageContaining("offset 1")
        .hasMessageContaining("field _anabranch")
        .hasMessageContaining(TABLE.toString())
        .hasMessageNotContaining("secret");
    assertThat(unmarked()).as("merged before it").containsExactly(document("{_id: 1, by: 'b'}"));
  }

  /** As docs/mongodb.md says to do: whoever takes the field out makes another change. */
  @Test
  void who_passes_over_such_a_record_has_the_document_with_its_next_change() {
    assertThatThrownBy(
            () -> put(writes(B, 6, document("{_id: 1, by: 'b', _anabranch: {secret: 'x'}}"))))
        .isInstanceOf(ConnectException.class);

    put(writes(B, 7, document("{_id: 1, by: 'b'}")).saw(B, 6));

    assertThat(unmarked()).containsExactly(document("{_id: 1, by: 'b'}"));
    assertThat(deployment.own("conflict").countDocuments()).isZero();
  }

  @Test
  void a_document_that_has_such_a_field_here_is_left_as_it_is() {
    BsonDocument own = document("{_id: 1, _anabranch: {secret: 'x'}}");
    deployment.collection(TABLE).insertOne(own);

    assertThatThrownBy(() -> put(writes(B, 5, document("{_id: 1, by: 'b'}"))))
        .isInstanceOf(ConnectException.class)
        .hasMessageContaining("field _anabranch")
        .hasMessageContaining(TABLE.toString())
        .hasMessageNotContaining("secret");
    assertThat(documents()).containsExactly(own);
  }

  @Test
  void a_row_of_a_table_is_no_document() {
    Schema schema =
        SchemaBuilder.struct()
            .field("id", Schema.INT32_SCHEMA)
            .field("by", Schema.STRING_SCHEMA)
            .build();
    Struct row = new Struct(schema).put("id", 1).put("by", "b");
    SinkRecord record = writes(B, 5, document("{_id: 1, by: 'b'}")).record(0);

    assertThatThrownBy(() -> task("never").put(List.of(of(record, schema, row))))
        .isInstanceOf(ConnectException.class)
        .hasMessageContaining("only documents can be merged");
    assertThat(documents()).isEmpty();
  }

  private static SinkRecord of(SinkRecord record, Schema schema, Object value) {
    return record.newRecord(
        record.topic(),
        record.kafkaPartition(),
        record.keySchema(),
        record.key(),
        schema,
        value,
        record.timestamp(),
        record.headers());
  }
}
