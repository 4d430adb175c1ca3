package org.anabranch.kinds;

import static org.anabranch.regions.TableMeaning.put;
import static org.anabranch.regions.TableMeaning.taken;

import org.anabranch.regions.TableMeaning;
import org.bson.BsonDocument;
import org.bson.BsonString;
import org.bson.BsonValue;
import org.bson.types.ObjectId;
import org.jspecify.annotations.Nullable;

/** A table whose documents have an ObjectId as their {@code _id}, as MongoDB makes them. */
final class NoteTable {

  static final String TABLE =
      "CREATE TABLE assistant.note (id text PRIMARY KEY, author char(24), body text)";

  static final String COLLECTION = "notes";

  static final String MAPPING =
      "; assistant.note = assistant.notes (id text = _id objectId, author text = by.id objectId,"
          + " body text)";

  static final TableMeaning MEANING =
      new TableMeaning(
          "note",
          COLLECTION,
          "SELECT to_jsonb(t)::text FROM assistant.note t",
          document -> {
            BsonDocument row = new BsonDocument();
            put(row, "id", digits(document.remove("_id")));
            put(row, "author", digits(taken(document, "by", "id")));
            row.putAll(document);
            return row;
          });

  private NoteTable() {}

  /** Few. */
  static ObjectId key(int number) {
    return new ObjectId("65a1b2c3d4e5f6071829000" + number);
  }

  private static @Nullable BsonValue digits(@Nullable BsonValue id) {
    return id == null ? null : new BsonString(id.asObjectId().getValue().toHexString());
  }
}
