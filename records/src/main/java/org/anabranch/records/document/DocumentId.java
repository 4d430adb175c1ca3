package org.anabranch.records.document;

import java.nio.ByteBuffer;
import java.util.List;
import org.anabranch.records.key.CanonicalKey;
import org.anabranch.records.view.RecordView;
import org.apache.kafka.connect.data.Schema;
import org.bson.BsonDocument;
import org.bson.BsonValue;
import org.jspecify.annotations.Nullable;

/**
 * The key of a document as a row's key: one column, {@code _id}. It keeps its type exactly; two
 * that MongoDB's unique index takes for the same have the same canonical bytes.
 *
 * @param id as a record or a collection has it
 * @param objectIdAsText whether an ObjectId is the key of a row that has the text of its digits, so
 *     that both have the same canonical bytes
 */
public record DocumentId(BsonValue id, boolean objectIdAsText) implements RecordView {

  /** The name of every collection's key. */
  public static final String FIELD = "_id";

  /** One that is what it is. */
  public DocumentId(BsonValue id) {
    this(id, false);
  }

  /** A value that no other database has. */
  private record Exact(BsonValue id) implements CanonicalKey.Part {

    @Override
    public byte[] canonical() {
      return DocumentKey.of(id);
    }

    /** Whose key it is is the users'. */
    @Override
    public String toString() {
      return id.getBsonType().toString();
    }
  }

  /**
   * Reads one as Debezium writes it into a record's key: a value of Extended JSON, relaxed or
   * canonical.
   *
   * @throws IllegalArgumentException where the text is no such value; the message does not have it
   */
  public static DocumentId parse(String json) {
    return new DocumentId(DocumentKey.parse(json));
  }

  @Override
  public List<String> fields() {
    return List.of(FIELD);
  }

  @Override
  public boolean has(String field) {
    return field.equals(FIELD);
  }

  /** The same, whose ObjectId is a text in tables. */
  public DocumentId withObjectIdAsText() {
    return new DocumentId(id, true);
  }

  /** The value as records of other databases would carry it, where they have such. */
  @Override
  public @Nullable Object value(String field) {
    if (!has(field)) {
      return null;
    }
    return switch (id.getBsonType()) {
      case STRING -> id.asString().getValue();
      case INT32 -> (long) id.asInt32().getValue();
      case INT64 -> id.asInt64().getValue();
      case OBJECT_ID -> objectIdAsText ? id.asObjectId().getValue().toHexString() : new Exact(id);
      default -> new Exact(id);
    };
  }

  @Override
  public @Nullable Schema schema(String field) {
    return null;
  }

  /**
   * That of a document.
   *
   * @throws IllegalArgumentException where it has none
   */
  public static BsonValue in(BsonDocument document) {
    BsonValue id = document.get(FIELD);
    if (id == null) {
      throw new IllegalArgumentException("The document has no _id");
    }
    return id;
  }

  /**
   * Something that equals that of every other one that MongoDB's unique index takes for the same.
   */
  public static Object identity(BsonValue id) {
    return ByteBuffer.wrap(DocumentKey.of(id));
  }

  /** Whose key it is is the users'. */
  @Override
  public String toString() {
    return FIELD;
  }
}
