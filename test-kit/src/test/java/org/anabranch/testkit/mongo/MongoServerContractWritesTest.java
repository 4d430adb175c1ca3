package org.anabranch.testkit.mongo;

import static com.mongodb.client.model.Filters.and;
import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Filters.exists;
import static com.mongodb.client.model.Filters.lt;
import static com.mongodb.client.model.Updates.combine;
import static com.mongodb.client.model.Updates.inc;
import static com.mongodb.client.model.Updates.setOnInsert;
import static com.mongodb.client.model.Updates.unset;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.mongodb.MongoBulkWriteException;
import com.mongodb.client.model.BulkWriteOptions;
import com.mongodb.client.model.FindOneAndUpdateOptions;
import com.mongodb.client.model.IndexOptions;
import com.mongodb.client.model.InsertOneModel;
import com.mongodb.client.model.ReplaceOptions;
import com.mongodb.client.model.ReturnDocument;
import com.mongodb.client.model.UpdateOneModel;
import com.mongodb.client.model.UpdateOptions;
import com.mongodb.client.model.Updates;
import com.mongodb.client.model.WriteModel;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Objects;
import org.bson.BsonTimestamp;
import org.bson.Document;
import org.bson.types.Binary;
import org.bson.types.Decimal128;
import org.bson.types.MaxKey;
import org.bson.types.MinKey;
import org.bson.types.ObjectId;
import org.junit.jupiter.api.Test;

/** https://www.mongodb.com/docs/manual/reference/command/ and its pages. */
class MongoServerContractWritesTest extends MongoContract {

  // reference/command/update, "Upsert with Unique Index"
  @Test
  void an_upsert_whose_condition_fails_is_a_duplicate_key() {
    ReplaceOptions upsert = new ReplaceOptions().upsert(true);
    collection().replaceOne(and(eq("_id", 1), lt("stamp", 5)), stamped(5), upsert);
    assertThat(
            refusal(
                    () ->
                        collection()
                            .replaceOne(and(eq("_id", 1), lt("stamp", 4)), stamped(4), upsert))
                .getCode())
        .isEqualTo(11000);
    collection().replaceOne(and(eq("_id", 1), lt("stamp", 6)), stamped(6), upsert);
    assertThat(document(1)).isEqualTo(stamped(6));
  }

  @Test
  void a_conditional_replacement_says_whether_it_took_place() {
    collection().insertOne(stamped(5));
    assertThat(
            collection()
                .replaceOne(and(eq("_id", 1), eq("stamp", 4L)), stamped(6))
                .getMatchedCount())
        .isZero();
    assertThat(
            collection()
                .replaceOne(and(eq("_id", 1), eq("stamp", 5L)), stamped(6))
                .getMatchedCount())
        .isEqualTo(1);
  }

  // core/document, "Field Order": a replacement has its own, with _id first.
  @Test
  void a_replacement_brings_its_own_order_of_fields() {
    collection().createIndex(new Document("u", 1), new IndexOptions().unique(true));
    collection().insertOne(new Document("_id", 1).append("a", 1).append("b", 1).append("u", 1));
    collection().insertOne(new Document("_id", 2).append("u", 2));
    collection().replaceOne(eq("_id", 1), new Document("u", 1).append("b", 2).append("a", 2));
    assertThat(Objects.requireNonNull(document(1)).keySet()).containsExactly("_id", "u", "b", "a");
    assertThat(refusal(() -> collection().replaceOne(eq("_id", 1), new Document("u", 2))).getCode())
        .isEqualTo(11000);
    assertThat(document(1)).containsEntry("u", 1);
  }

  // reference/command/findAndModify
  @Test
  void find_and_modify_returns_the_document_before_or_after() {
    FindOneAndUpdateOptions after =
        new FindOneAndUpdateOptions().upsert(true).returnDocument(ReturnDocument.AFTER);
    assertThat(collection().findOneAndUpdate(eq("_id", 1), inc("n", 1), after))
        .isEqualTo(new Document("_id", 1).append("n", 1));
    assertThat(collection().findOneAndUpdate(eq("_id", 1), inc("n", 1)))
        .isEqualTo(new Document("_id", 1).append("n", 1));
    assertThat(collection().findOneAndUpdate(eq("_id", 9), inc("n", 1))).isNull();
    assertThat(collection().findOneAndDelete(eq("_id", 1)))
        .isEqualTo(new Document("_id", 1).append("n", 2));
    assertThat(document(1)).isNull();
  }

  // reference/command/update, "Update with an Aggregation Pipeline"
  @Test
  void a_pipeline_decides_by_the_document_as_it_is() {
    collection().insertOne(new Document("_id", 1).append("v", 1).append("x", "old"));
    Document condition = new Document("$lt", List.of("$v", 2));
    collection()
        .updateOne(eq("_id", 1), set("x", new Document("$cond", List.of(condition, "new", "$x"))));
    assertThat(document(1)).containsEntry("x", "new");
    collection().updateOne(eq("_id", 1), set("v", 3));
    collection()
        .updateOne(
            eq("_id", 1), set("x", new Document("$cond", List.of(condition, "newer", "$x"))));
    assertThat(document(1)).containsEntry("x", "new");
  }

  @Test
  void a_pipeline_knows_the_whole_document_and_what_is_missing() {
    collection().insertOne(new Document("_id", 1).append("a", 1));
    Document merged =
        new Document(
            "$mergeObjects", List.of(new Document("b", 0), "$$ROOT", new Document("c", 2)));
    collection().updateOne(eq("_id", 1), List.of(new Document("$replaceWith", merged)));
    assertThat(document(1)).containsEntry("a", 1).containsEntry("b", 0).containsEntry("c", 2);

    collection()
        .updateOne(
            eq("_id", 2),
            set("x", new Document("$ifNull", List.of("$x", "first"))),
            new UpdateOptions().upsert(true));
    assertThat(document(2)).isEqualTo(new Document("_id", 2).append("x", "first"));
    collection().updateOne(eq("_id", 2), List.of(new Document("$unset", "x")));
    assertThat(document(2)).isEqualTo(new Document("_id", 2));
  }

  @Test
  void an_expression_in_a_filter_compares_fields() {
    collection().insertOne(new Document("_id", 1).append("a", 1).append("b", 2));
    Document less = new Document("$expr", new Document("$lt", List.of("$a", "$b")));
    assertThat(collection().updateOne(less, Updates.set("a", 3)).getModifiedCount()).isEqualTo(1);
    assertThat(collection().updateOne(less, Updates.set("a", 4)).getMatchedCount()).isZero();
  }

  @Test
  void an_update_distinguishes_insert_from_change() {
    var update = combine(Updates.set("x", 1), setOnInsert("born", true), unset("gone"));
    collection().updateOne(eq("_id", 1), update, new UpdateOptions().upsert(true));
    assertThat(document(1)).isEqualTo(new Document("_id", 1).append("x", 1).append("born", true));
    collection().insertOne(new Document("_id", 2).append("gone", 1));
    collection().updateOne(eq("_id", 2), update, new UpdateOptions().upsert(true));
    assertThat(document(2)).isEqualTo(new Document("_id", 2).append("x", 1));
  }

  // reference/method/db.collection.bulkWrite, "Execution of Operations"
  @Test
  void an_ordered_bulk_stops_at_the_first_error_and_an_unordered_one_goes_on() {
    collection().insertOne(new Document("_id", 1));
    List<WriteModel<Document>> writes =
        List.of(
            new InsertOneModel<>(new Document("_id", 2)),
            new InsertOneModel<>(new Document("_id", 1)),
            new InsertOneModel<>(new Document("_id", 3)),
            new UpdateOneModel<>(eq("_id", 3), Updates.set("v", 1)));
    var stopped =
        catchThrowableOfType(MongoBulkWriteException.class, () -> collection().bulkWrite(writes));
    assertThat(stopped.getWriteErrors()).hasSize(1);
    assertThat(stopped.getWriteErrors().get(0).getIndex()).isEqualTo(1);
    assertThat(collection().countDocuments()).isEqualTo(2);

    var wentOn =
        catchThrowableOfType(
            MongoBulkWriteException.class,
            () -> collection().bulkWrite(writes, new BulkWriteOptions().ordered(false)));
    assertThat(wentOn.getWriteErrors()).extracting(error -> error.getIndex()).containsExactly(0, 1);
    assertThat(document(3)).isEqualTo(new Document("_id", 3).append("v", 1));
  }

  @Test
  void a_bulk_of_conditional_upserts_tells_which_lost() {
    collection().insertMany(List.of(stamped(5), new Document("_id", 2).append("stamp", 1L)));
    UpdateOptions upsert = new UpdateOptions().upsert(true);
    List<WriteModel<Document>> writes =
        List.of(
            new UpdateOneModel<>(
                and(eq("_id", 1), lt("stamp", 4L)), Updates.set("stamp", 4L), upsert),
            new UpdateOneModel<>(
                and(eq("_id", 2), lt("stamp", 4L)), Updates.set("stamp", 4L), upsert),
            new UpdateOneModel<>(
                and(eq("_id", 3), lt("stamp", 4L)), Updates.set("stamp", 4L), upsert));
    var lost =
        catchThrowableOfType(
            MongoBulkWriteException.class,
            () -> collection().bulkWrite(writes, new BulkWriteOptions().ordered(false)));
    assertThat(lost.getWriteErrors())
        .extracting(error -> error.getIndex() + ":" + error.getCode())
        .containsExactly("0:11000");
    assertThat(lost.getWriteResult().getModifiedCount()).isEqualTo(1);
    assertThat(lost.getWriteResult().getUpserts()).hasSize(1);
    assertThat(lost.getWriteResult().getUpserts().get(0).getIndex()).isEqualTo(2);
  }

  // core/index-unique and core/index-sparse
  @Test
  void a_unique_index_refuses_a_second_document() {
    collection().createIndex(new Document("u", 1), new IndexOptions().unique(true).sparse(true));
    collection().insertMany(List.of(new Document("_id", 1), new Document("_id", 2)));
    collection().insertOne(new Document("_id", 3).append("u", "a"));
    assertThat(
            refusal(() -> collection().insertOne(new Document("_id", 4).append("u", "a")))
                .getCode())
        .isEqualTo(11000);
    assertThat(refusal(() -> collection().updateOne(eq("_id", 1), Updates.set("u", "a"))).getCode())
        .isEqualTo(11000);
    assertThat(collection().listIndexes())
        .anySatisfy(index -> assertThat(index).containsEntry("unique", true));
  }

  // reference/bson-type-comparison-order, "Numeric Types"
  @Test
  void an_id_is_one_whatever_the_type_of_its_number() {
    collection().insertOne(new Document("_id", 7));
    assertThat(refusal(() -> collection().insertOne(new Document("_id", 7L))).getCode())
        .isEqualTo(11000);
    assertThat(refusal(() -> collection().insertOne(new Document("_id", 7.0))).getCode())
        .isEqualTo(11000);
    collection().insertOne(new Document("_id", "7"));
    assertThat(document(7L)).isEqualTo(new Document("_id", 7));
  }

  @Test
  void an_id_may_be_a_document() {
    Document id = new Document("origin", "eu").append("lane", 1);
    collection().insertOne(new Document("_id", id).append("stamp", 1L));
    collection()
        .replaceOne(
            and(eq("_id", id), eq("stamp", 1L)), new Document("_id", id).append("stamp", 2L));
    assertThat(document(id)).containsEntry("stamp", 2L);
  }

  // reference/bson-types
  @Test
  void values_come_back_as_they_were_written() {
    Document written =
        new Document("_id", new ObjectId("64b7f3a1c0ffee0123456789"))
            .append("int", 1)
            .append("long", 1L)
            .append("double", 1.0)
            .append("decimal", Decimal128.parse("1.10"))
            .append("date", Date.from(Instant.ofEpochMilli(1_700_000_000_123L)))
            .append("binary", new Binary(new byte[] {0, -1}))
            .append("timestamp", new BsonTimestamp(1_700_000_000, 3))
            .append("nothing", null)
            .append("min", new MinKey())
            .append("max", new MaxKey())
            .append("z", 1)
            .append("list", List.of(1, 2L, List.of(), new Document("b", 1).append("a", 2)));
    collection().insertOne(written);
    Document read = collection().find().first();
    assertThat(Objects.requireNonNull(read).toJson()).isEqualTo(written.toJson());
    assertThat(collection().find(exists("missing"))).isEmpty();
    assertThat(collection().find(exists("nothing"))).hasSize(1);
  }

  private static Document stamped(long stamp) {
    return new Document("_id", 1).append("stamp", stamp);
  }
}
