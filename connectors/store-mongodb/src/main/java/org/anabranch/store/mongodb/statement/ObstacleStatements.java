package org.anabranch.store.mongodb.statement;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.anabranch.model.change.TableName;
import org.anabranch.records.document.DocumentId;
import org.anabranch.sink.store.Obstacles;
import org.anabranch.sink.store.Obstacles.Holder;
import org.anabranch.sink.store.ParkedRow;
import org.anabranch.store.mongodb.document.DocumentBytes;
import org.anabranch.store.mongodb.document.ExtendedJson;
import org.anabranch.store.mongodb.document.FieldTexts;
import org.anabranch.store.mongodb.document.RowDocument;
import org.anabranch.store.mongodb.schema.KnownIndexes;
import org.anabranch.store.mongodb.schema.UniqueIndex;
import org.bson.BsonArray;
import org.bson.BsonDocument;
import org.jspecify.annotations.Nullable;

/**
 * Finds what is in the way of parked rows: documents that have what a unique index says that only
 * one may have. Of an index over a part of the documents, or under a collation, only the server
 * knows whether two documents exclude each other; there a document in the way counts as a
 * constraint that is violated, so the row goes on waiting.
 */
public final class ObstacleStatements {

  private final SessionScope scope;
  private final KnownIndexes indexes;

  public ObstacleStatements(SessionScope scope, KnownIndexes indexes) {
    this.scope = scope;
    this.indexes = indexes;
  }

  /** A parked row while it is looked at. */
  private static final class Parked {
    private final BsonDocument document;
    private final List<Holder> holders = new ArrayList<>();
    private @Nullable String violated;

    Parked(ParkedRow row) {
      this.document =
          Objects.requireNonNull(RowDocument.of(row.target(), null), "columns are given");
    }

    Obstacles told() {
      return new Obstacles(ExtendedJson.of(document), violated, List.copyOf(holders));
    }
  }

  /** One for each row, in their order. */
  public List<Obstacles> find(TableName table, List<ParkedRow> rows) {
    List<Parked> parked = rows.stream().map(Parked::new).toList();
    for (UniqueIndex index : indexes.of(table)) {
      List<Parked> held = parked.stream().filter(row -> index.mayHold(row.document)).toList();
      if (!held.isEmpty()) {
        BsonArray any = new BsonArray();
        held.forEach(row -> any.add(index.others(row.document)));
        for (BsonDocument other : scope.find(scope.of(table), new BsonDocument("$or", any))) {
          held.stream()
              .filter(row -> excludes(index, row.document, other))
              .forEach(row -> add(row, index, table, other));
        }
      }
    }
    return parked.stream().map(Parked::told).toList();
  }

  private static boolean excludes(UniqueIndex index, BsonDocument row, BsonDocument other) {
    return !DocumentId.identity(DocumentId.in(row))
            .equals(DocumentId.identity(DocumentId.in(other)))
        && index.same(row, other);
  }

  private void add(Parked row, UniqueIndex index, TableName table, BsonDocument other) {
    if (index.tells()) {
      row.holders.add(
          new Holder(
              scope.mapping().key(table, DocumentId.in(other)),
              index.name(),
              DocumentBytes.mark(other),
              ExtendedJson.of(other),
              FieldTexts.of(other)));
    } else {
      row.violated = index.name();
    }
  }
}
