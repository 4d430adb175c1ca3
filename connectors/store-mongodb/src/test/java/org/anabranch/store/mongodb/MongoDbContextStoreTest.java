package org.anabranch.store.mongodb;

import com.mongodb.client.model.Filters;
import com.mongodb.client.model.ReplaceOptions;
import java.time.Duration;
import java.util.Map;
import org.anabranch.model.version.ChangeId;
import org.anabranch.model.version.Origin;
import org.anabranch.model.version.Stamp;
import org.anabranch.sink.store.ColumnForm;
import org.anabranch.sink.store.ContextStore;
import org.anabranch.sink.store.ContextStoreContract;
import org.anabranch.sink.store.Note;
import org.anabranch.sink.store.NoteChange;
import org.bson.BsonBinary;
import org.bson.BsonDateTime;
import org.bson.BsonDocument;
import org.bson.BsonInt64;
import org.bson.BsonNull;
import org.bson.BsonString;
import org.bson.BsonValue;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;

/** The contract of every store. */
class MongoDbContextStoreTest extends ContextStoreContract {

  private final TestDeployment deployment = new TestDeployment();

  @AfterEach
  void stop_the_server() {
    deployment.close();
  }

  @Override
  protected ContextStore open() {
    return deployment.open();
  }

  /** Documents have no certain ones. */
  @Override
  protected Map<String, ColumnForm> columns() {
    return Map.of();
  }

  @Override
  protected String keyColumn() {
    return "_id";
  }

  @Override
  protected @Nullable Note find(long id) {
    BsonDocument found =
        deployment.collection(NoteChange.TABLE).find(Filters.eq("_id", id)).first();
    return found == null ? null : new Note(id, text(found, "body"), text(found, "extra"));
  }

  private static @Nullable String text(BsonDocument document, String field) {
    BsonValue value = document.get(field, BsonNull.VALUE);
    return value.isNull() ? null : value.asString().getValue();
  }

  @Override
  protected void save(Note note) {
    deployment
        .collection(NoteChange.TABLE)
        .replaceOne(
            Filters.eq("_id", note.id()),
            new BsonDocument("_id", new BsonInt64(note.id()))
                .append("body", value(note.body()))
                .append("extra", value(note.extra())),
            new ReplaceOptions().upsert(true));
  }

  private static BsonValue value(@Nullable String text) {
    return text == null ? BsonNull.VALUE : new BsonString(text);
  }

  @Override
  protected void age(Duration time) {
    for (BsonDocument version : deployment.own("version").find()) {
      long merged = version.getDateTime("merged_at").getValue() - time.toMillis();
      deployment
          .own("version")
          .updateOne(
              new BsonDocument("_id", version.get("_id")),
              new BsonDocument("$set", new BsonDocument("merged_at", new BsonDateTime(merged))));
    }
  }

  @Override
  protected @Nullable String resolution(long id) {
    BsonDocument conflict =
        deployment
            .own("conflict")
            .find(new BsonDocument("key_hash", new BsonBinary(NoteChange.keyOf(id).hash().bytes())))
            .first();
    if (conflict == null || !conflict.containsKey("resolved_at")) {
      return null;
    }
    return new ChangeId(
            new Origin(conflict.getString("resolved_by").getValue()),
            new Stamp(conflict.getInt64("resolved_stamp").getValue()))
        + " "
        + conflict.getDateTime("resolved_at").getValue() * 1000;
  }

  @Override
  protected long conflictsRecorded() {
    return deployment.own("conflict").countDocuments();
  }
}
