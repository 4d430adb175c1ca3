package org.anabranch.store.mongodb.statement;

import com.mongodb.client.model.ReplaceOneModel;
import com.mongodb.client.model.ReplaceOptions;
import com.mongodb.client.model.Sorts;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.anabranch.model.change.Lane;
import org.anabranch.model.change.TableName;
import org.anabranch.model.version.Stamp;
import org.anabranch.records.document.DocumentId;
import org.anabranch.records.error.RecordPlace;
import org.anabranch.sink.column.ColumnTexts;
import org.anabranch.sink.store.ParkedRow;
import org.anabranch.sink.store.VersionKey;
import org.anabranch.store.mongodb.document.FieldTexts;
import org.anabranch.store.mongodb.document.RowDocument;
import org.anabranch.store.mongodb.schema.SinkCollections;
import org.bson.BsonArray;
import org.bson.BsonBoolean;
import org.bson.BsonDateTime;
import org.bson.BsonDocument;
import org.bson.BsonInt32;
import org.bson.BsonInt64;
import org.bson.BsonNull;
import org.bson.BsonString;
import org.bson.BsonValue;
import org.jspecify.annotations.Nullable;

/**
 * Keeps parked rows: the key as the document has it, the other fields as a list of names and texts,
 * since not every name can be one of a nested document.
 */
public final class ParkedStatements {

  private static final String PARKED_AT = "parked_at";
  private static final String COLUMNS = "columns";
  private static final long LASTING_MILLIS = 60_000;

  private final SessionScope scope;

  public ParkedStatements(SessionScope scope) {
    this.scope = scope;
  }

  /** Keeps rows, in place of those of the same keys; answers how many. */
  public int write(List<ParkedRow> rows) {
    Map<VersionKey, BsonDocument> before = documents(rows.stream().map(ParkedRow::key).toList());
    ReplaceOptions upsert = new ReplaceOptions().upsert(true);
    List<ReplaceOneModel<BsonDocument>> writes =
        rows.stream()
            .map(
                row ->
                    new ReplaceOneModel<BsonDocument>(
                        new BsonDocument("_id", VersionDocuments.id(row.key())),
                        document(row, before.get(row.key())),
                        upsert))
            .toList();
    scope.write(scope.own(SinkCollections.PARKED), writes);
    return rows.size();
  }

  private static BsonDocument document(ParkedRow row, @Nullable BsonDocument before) {
    ColumnTexts columns = row.columns();
    BsonDocument document =
        VersionDocuments.named(row.key())
            .append("lanes", new BsonInt32(row.lane().of()))
            .append("winner_origin", new BsonString(row.id().origin().name()))
            .append("winner_stamp", new BsonInt64(row.id().stamp().bits()))
            .append("winner_sequence", new BsonInt64(row.sequence().bits()))
            .append("key", new BsonDocument(DocumentId.FIELD, RowDocument.id(row.arrival())));
    boolean whole = columns.has(FieldTexts.ORDER);
    if (before != null && !whole) {
      columns = texts(before.getArray(COLUMNS)).with(columns);
    }
    boolean same = before != null && VersionDocuments.winner(before).equals(row.id());
    return document
        .append(COLUMNS, array(columns))
        .append("constraint_name", new BsonString(row.constraint()))
        .append("topic", new BsonString(row.place().topic()))
        .append("partition", new BsonInt32(row.place().partition()))
        .append("offset", new BsonInt64(row.place().offset()))
        .append("committed_at_micros", new BsonInt64(row.committedAtMicros()))
        .append("told", BsonBoolean.valueOf(row.told()))
        .append(
            PARKED_AT,
            same && before != null
                ? before.getDateTime(PARKED_AT)
                : new BsonDateTime(System.currentTimeMillis()));
  }

  /** Forgets rows; answers how many there were. */
  public int drop(List<VersionKey> keys) {
    BsonDocument among = SessionScope.among(keys.stream().map(VersionDocuments::id).toList());
    return (int)
        scope.own(SinkCollections.PARKED).deleteMany(scope.session(), among).getDeletedCount();
  }

  /** Rows of a table in the order of their keys. */
  public List<ParkedRow> read(TableName table, @Nullable VersionKey after, int rowsMax) {
    BsonDocument wanted = WatermarkStatements.table(table);
    if (after != null) {
      wanted.append(
          "$or",
          new BsonArray(
              List.of(
                  new BsonDocument("lane", new BsonDocument("$gt", new BsonInt32(after.lane()))),
                  new BsonDocument("lane", new BsonInt32(after.lane()))
                      .append(
                          "key_hash",
                          new BsonDocument(
                              "$gt", VersionDocuments.id(after).getBinary("key_hash"))))));
    }
    List<ParkedRow> rows = new ArrayList<>();
    scope
        .own(SinkCollections.PARKED)
        .find(scope.session(), wanted)
        .sort(Sorts.ascending("lane", "key_hash"))
        .limit(rowsMax)
        .map(this::row)
        .into(rows);
    return rows;
  }

  /** The rows of keys, as far as there are any. */
  public Map<VersionKey, ParkedRow> find(List<VersionKey> keys) {
    Map<VersionKey, ParkedRow> found = new HashMap<>();
    documents(keys).forEach((key, document) -> found.put(key, row(document)));
    return found;
  }

  private Map<VersionKey, BsonDocument> documents(List<VersionKey> keys) {
    Map<VersionKey, BsonDocument> found = new HashMap<>();
    for (BsonDocument document :
        scope.findAll(
            scope.own(SinkCollections.PARKED), keys.stream().map(VersionDocuments::id).toList())) {
      found.put(VersionDocuments.key(document), document);
    }
    return found;
  }

  /** The tables that have parked rows, each with the lowest stamp of their winners. */
  public Map<TableName, Stamp> tables() {
    BsonDocument table =
        new BsonDocument("table_schema", new BsonString("$table_schema"))
            .append("table_name", new BsonString("$table_name"));
    BsonDocument lowest = new BsonDocument("$min", new BsonString("$winner_stamp"));
    Map<TableName, Stamp> tables = new HashMap<>();
    for (BsonDocument found :
        scope
            .own(SinkCollections.PARKED)
            .aggregate(
                scope.session(),
                List.of(
                    new BsonDocument(
                        "$group", new BsonDocument("_id", table).append("lowest", lowest))))) {
      tables.put(
          WatermarkStatements.tableOf(found.getDocument("_id")),
          VersionDocuments.stamp(found, "lowest"));
    }
    return tables;
  }

  private ParkedRow row(BsonDocument document) {
    VersionKey key = VersionDocuments.key(document);
    long parkedAt = document.getDateTime(PARKED_AT).getValue();
    return new ParkedRow(
        key,
        VersionDocuments.winner(document),
        VersionDocuments.stamp(document, "winner_sequence"),
        new Lane(key.lane(), document.getInt32("lanes").getValue()),
        scope.mapping().key(key.table(), DocumentId.in(document.getDocument("key"))),
        texts(document.getArray(COLUMNS)),
        document.getString("constraint_name").getValue(),
        new RecordPlace(
            document.getString("topic").getValue(),
            document.getInt32("partition").getValue(),
            document.getInt64("offset").getValue()),
        document.getInt64("committed_at_micros").getValue(),
        document.getBoolean("told").getValue(),
        parkedAt < System.currentTimeMillis() - LASTING_MILLIS);
  }

  private static BsonArray array(ColumnTexts columns) {
    BsonArray array = new BsonArray();
    for (String name : columns.names()) {
      String text = columns.text(name);
      if (ColumnTexts.GONE.equals(text)) {
        continue;
      }
      array.add(
          new BsonDocument("name", new BsonString(name))
              .append("text", text == null ? BsonNull.VALUE : new BsonString(text)));
    }
    return array;
  }

  private static ColumnTexts texts(BsonArray array) {
    ColumnTexts.Builder texts = new ColumnTexts.Builder();
    for (BsonValue element : array) {
      BsonValue text = element.asDocument().get("text", BsonNull.VALUE);
      texts.with(
          element.asDocument().getString("name").getValue(),
          text.isNull() ? null : text.asString().getValue());
    }
    return texts.build();
  }
}
