package org.anabranch.regions;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.function.UnaryOperator;
import org.bson.BsonBinary;
import org.bson.BsonDocument;
import org.bson.BsonString;
import org.bson.BsonValue;
import org.bson.types.Decimal128;
import org.jspecify.annotations.Nullable;

/**
 * A table that is a collection elsewhere, told in the same words from both.
 *
 * @param query tells each row as a JSON object, times in milliseconds
 * @param row tells a document as what the query would tell; may take the document apart
 */
public record TableMeaning(
    String name, String collection, String query, UnaryOperator<BsonDocument> row) {

  /** As Postgres' {@code to_char} tells it. */
  private static final DateTimeFormatter MILLIS =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS").withZone(ZoneOffset.UTC);

  private static final String WITH_TIME =
      """
      SELECT (to_jsonb(t) || jsonb_build_object('%2$s',
          to_char(date_trunc('milliseconds', %2$s) AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS')
        ))::text FROM %1$s t
      """;

  /** As connect-configs/postgres-mongodb maps it. */
  public static final TableMeaning SESSION =
      new TableMeaning(
          "session",
          "sessions",
          WITH_TIME.formatted("assistant.session", "started_at"),
          document -> {
            BsonDocument row = new BsonDocument();
            put(row, "id", document.remove("_id"));
            put(row, "user_id", document.remove("user"));
            put(row, "started_at", document.remove("startedAt"));
            row.putAll(document);
            return row;
          });

  /** As connect-configs/postgres-mongodb maps it. */
  public static final TableMeaning MESSAGE =
      new TableMeaning(
          "message",
          "messages",
          WITH_TIME.formatted("assistant.message", "created_at"),
          document -> {
            BsonDocument row = new BsonDocument();
            put(row, "id", document.remove("_id"));
            put(row, "session_id", document.remove("session"));
            put(row, "tokens", taken(document, "usage", "tokens"));
            put(row, "created_at", document.remove("createdAt"));
            row.putAll(document);
            return row;
          });

  /** Takes a field out of a document in a document, and that where nothing else is left of it. */
  public static @Nullable BsonValue taken(BsonDocument document, String around, String name) {
    BsonValue inner = document.get(around);
    if (inner == null || !inner.isDocument()) {
      return null;
    }
    BsonValue value = inner.asDocument().remove(name);
    if (inner.asDocument().isEmpty()) {
      document.remove(around);
    }
    return value;
  }

  /** Puts a value in the form in which the queries tell it. */
  public static void put(BsonDocument row, String name, @Nullable BsonValue value) {
    if (value instanceof BsonBinary binary) {
      row.put(name, new BsonString(binary.asUuid().toString()));
    } else if (value != null && value.isDateTime()) {
      row.put(
          name, new BsonString(MILLIS.format(Instant.ofEpochMilli(value.asDateTime().getValue()))));
    } else if (value != null && value.isDecimal128()) {
      row.put(name, new BsonString(plain(value.asDecimal128().getValue())));
    } else if (value != null) {
      row.put(name, value);
    }
  }

  /** One number has one text, whatever its trailing zeros. */
  private static String plain(Decimal128 number) {
    return number.bigDecimalValue().stripTrailingZeros().toPlainString();
  }
}
