package org.anabranch.capture.mongodb;

import static org.anabranch.testkit.capture.RunningCapture.change;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Updates;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.anabranch.model.change.Operation;
import org.anabranch.testkit.capture.RunningCapture;
import org.anabranch.testkit.capture.StoredOffsets;
import org.apache.kafka.connect.errors.ConnectException;
import org.bson.Document;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Collections that a sink's insert has made, and that keep no images. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class CaptureImagesTest {

  private static final Document ONE = new Document("_id", 1);

  private final CapturedReplicaSet database = new CapturedReplicaSet();
  private final MongoCollection<Document> later = database.collection("made_later");

  @AfterEach
  void stop() {
    database.close();
  }

  private RunningCapture started() {
    database.create("notes");
    Map<String, String> config = database.config();
    config.put("snapshot.mode", "no_data");
    RunningCapture capture = new RunningCapture(config, new StoredOffsets());
    capture.pollUntil("marks of the lanes", records -> !records.isEmpty());
    return capture;
  }

  /** What the first sink writes down before all else. */
  private void settled(boolean transactions) {
    database
        .server()
        .client()
        .getDatabase("anabranch")
        .getCollection("setting")
        .insertOne(new Document("_id", "transactions").append("used", transactions));
  }

  static Stream<Named<Consumer<MongoCollection<Document>>>> writes() {
    return Stream.of(
        Named.of("delete", collection -> collection.deleteOne(ONE)),
        Named.of(
            "replacement", collection -> collection.replaceOne(ONE, new Document("t", "mine"))));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("writes")
  void a_write_over_who_knows_what_stops_the_capture_of_a_sink_without_transactions(
      Consumer<MongoCollection<Document>> write) {
    try (RunningCapture capture = started()) {
      settled(false);
      later.insertOne(ONE);
      write.accept(later);
      assertThatThrownBy(() -> capture.pollChanges(2))
          .isInstanceOf(ConnectException.class)
          .hasMessageContaining("shop.made_later")
          .hasMessageContaining("without transactions")
          .hasMessageContaining("collMod: 'made_later'")
          .hasMessageContaining("snapshot.mode=initial")
          .hasMessageContaining("docs/operations/lost-state.md");
      assertThat(capture.changes()).as("no delete was sent").hasSizeLessThan(2);
    }
  }

  @ParameterizedTest(name = "settled: {0}")
  @ValueSource(booleans = {true, false})
  void an_update_to_who_knows_what_stops_the_capture_and_names_a_snapshot_that_is_taken(
      boolean transactions) {
    try (RunningCapture capture = started()) {
      settled(transactions);
      later.insertOne(ONE);
      later.updateOne(ONE, Updates.set("t", "mine"));
      assertThatThrownBy(() -> capture.pollChanges(2))
          .isInstanceOf(ConnectException.class)
          .hasMessageContaining("shop.made_later was after an update")
          .hasMessageContaining("collMod: 'made_later'")
          .hasMessageContaining("snapshot.mode=initial")
          .hasMessageContaining("compare the keys")
          .hasMessageContaining("docs/operations/lost-state.md");
      assertThat(capture.changes()).as("no update was sent").hasSizeLessThan(2);
    }
  }

  @ParameterizedTest(name = "settled: {0}")
  @ValueSource(booleans = {true, false})
  void it_is_an_applications_where_sinks_use_transactions_or_none_has_begun(boolean settled) {
    try (RunningCapture capture = started()) {
      if (settled) {
        settled(true);
      }
      later.insertOne(ONE);
      later.replaceOne(ONE, new Document("t", "mine"));
      later.deleteOne(Filters.empty());
      assertThat(capture.pollChanges(3))
          .extracting(record -> change(record).operation())
          .containsExactly(Operation.CREATE, Operation.UPDATE, Operation.DELETE);
    }
  }

  @Test
  void a_sink_that_begins_later_is_found() {
    try (RunningCapture capture = started()) {
      later.insertOne(ONE);
      later.deleteOne(ONE);
      capture.pollChanges(2);
      settled(false);
      later.insertOne(ONE);
      later.deleteOne(ONE);
      assertThatThrownBy(() -> capture.pollChanges(4))
          .isInstanceOf(ConnectException.class)
          .hasMessageContaining("was before a delete");
    }
  }
}
