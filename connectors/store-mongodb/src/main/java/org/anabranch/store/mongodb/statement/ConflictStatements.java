package org.anabranch.store.mongodb.statement;

import java.util.List;
import java.util.Locale;
import org.anabranch.model.change.Change;
import org.anabranch.model.change.KeyHash;
import org.anabranch.records.error.RecordPlace;
import org.anabranch.records.view.RecordView;
import org.anabranch.sink.store.Conflict;
import org.anabranch.sink.store.Conflict.Version;
import org.anabranch.sink.store.ConflictId;
import org.anabranch.sink.store.Statement.Refusal;
import org.anabranch.store.mongodb.document.DocumentBytes;
import org.anabranch.store.mongodb.document.ExtendedJson;
import org.anabranch.store.mongodb.schema.SinkCollections;
import org.bson.BsonBinary;
import org.bson.BsonBoolean;
import org.bson.BsonDateTime;
import org.bson.BsonDocument;
import org.bson.BsonInt32;
import org.bson.BsonInt64;
import org.bson.BsonString;
import org.jspecify.annotations.Nullable;

/** Records conflicts and refusals, each once. Documents lie in them as they are. */
public final class ConflictStatements {

  /** Both sides together stay below the 16 MB that a document may have. */
  private static final int ROW_BYTES_MAX = 7_500_000;

  private static final long MICROS_IN_MILLI = 1000;

  private final SessionScope scope;

  public ConflictStatements(SessionScope scope) {
    this.scope = scope;
  }

  /** Answers how many were not recorded yet. */
  public int record(List<Conflict> conflicts) {
    return insert(conflicts.stream().map(ConflictStatements::document).toList());
  }

  /** Answers how many were not recorded yet. */
  public int refuse(List<Refusal> refusals) {
    return insert(refusals.stream().map(ConflictStatements::document).toList());
  }

  private int insert(List<BsonDocument> documents) {
    BsonDateTime now = new BsonDateTime(System.currentTimeMillis());
    documents.forEach(document -> document.append("detected_at", now));
    return scope.insertMissing(scope.own(SinkCollections.CONFLICT), documents);
  }

  private static BsonDocument document(Conflict conflict) {
    Change change = conflict.arrival().change();
    BsonDocument document =
        new BsonDocument("_id", new BsonString(ConflictId.of(conflict)))
            .append("table_schema", new BsonString(change.table().schema()))
            .append("table_name", new BsonString(change.table().table()))
            .append("lane", new BsonInt32(change.lane().number()));
    KeyHash hash = change.key();
    if (hash != null) {
      document.append("key_hash", new BsonBinary(hash.bytes()));
    }
    row(document, "key", conflict.arrival().key());
    Version winner = conflict.winner();
    if (winner != null) {
      side(document, "winner_", winner);
    }
    side(document, "loser_", conflict.loser());
    document
        .append("strategy", new BsonString(conflict.strategy()))
        .append("verdict", new BsonString(conflict.verdict().name().toLowerCase(Locale.ROOT)));
    return reasoned(document, conflict.reason(), conflict.arrival().place());
  }

  private static BsonDocument document(Refusal refusal) {
    BsonDocument document =
        new BsonDocument("_id", new BsonString(ConflictId.of(refusal)))
            .append("verdict", new BsonString("quarantined"));
    return reasoned(document, refusal.reason(), refusal.place());
  }

  private static BsonDocument reasoned(
      BsonDocument document, @Nullable String reason, RecordPlace place) {
    if (reason != null) {
      document.append("reason", new BsonString(reason));
    }
    return document
        .append("topic", new BsonString(place.topic()))
        .append("partition", new BsonInt32(place.partition()))
        .append("offset", new BsonInt64(place.offset()));
  }

  private static void side(BsonDocument document, String prefix, Version version) {
    document
        .append(prefix + "origin", new BsonString(version.id().origin().name()))
        .append(prefix + "stamp", new BsonInt64(version.id().stamp().bits()))
        .append(prefix + "sequence", new BsonInt64(version.sequence().bits()));
    if (!version.id().stamp().isZero()) {
      document.append(prefix + "at", new BsonDateTime(version.id().stamp().millis()));
    }
    if (version instanceof Version.Brought brought) {
      document.append(
          prefix + "committed_at",
          new BsonDateTime(brought.arrival().change().committedAtMicros() / MICROS_IN_MILLI));
      row(document, prefix + "row", brought.arrival().row());
    } else if (version instanceof Version.Found found && found.content() != null) {
      add(document, prefix + "row", ExtendedJson.read(found.content()).asDocument());
    }
    boolean certain = !(version instanceof Version.Found found) || found.certain();
    document.append(prefix + "row_certain", BsonBoolean.valueOf(certain));
  }

  private static void row(BsonDocument document, String name, @Nullable RecordView row) {
    if (row != null) {
      add(document, name, ExtendedJson.document(row));
    }
  }

  private static void add(BsonDocument document, String name, BsonDocument row) {
    if (DocumentBytes.of(row).length <= ROW_BYTES_MAX) {
      document.append(name, row);
    }
  }
}
