package org.anabranch.store.mongodb.statement;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.anabranch.model.version.Origin;
import org.anabranch.sink.store.AlteredColumn;
import org.anabranch.store.mongodb.schema.SinkCollections;
import org.bson.BsonDateTime;
import org.bson.BsonDocument;
import org.bson.BsonString;

/** Keeps and reads which columns arrive altered. */
public final class AlteredStatements {

  private final SessionScope scope;

  public AlteredStatements(SessionScope scope) {
    this.scope = scope;
  }

  /** Keeps columns; answers how many were not kept before. */
  public int remember(List<AlteredColumn> columns) {
    BsonDateTime now = new BsonDateTime(System.currentTimeMillis());
    return scope.insertMissing(
        scope.own(SinkCollections.ALTERED),
        columns.stream()
            .map(
                column -> {
                  BsonDocument document = new BsonDocument("_id", named(column));
                  document.putAll(named(column));
                  return document.append("since", now);
                })
            .toList());
  }

  private static BsonDocument named(AlteredColumn column) {
    return new BsonDocument("origin", new BsonString(column.origin().name()))
        .append("table_schema", new BsonString(column.table().schema()))
        .append("table_name", new BsonString(column.table().table()))
        .append("column_name", new BsonString(column.column()));
  }

  /** All that are kept. */
  public Set<AlteredColumn> read() {
    Set<AlteredColumn> columns = new HashSet<>();
    for (BsonDocument document :
        scope.find(scope.own(SinkCollections.ALTERED), new BsonDocument())) {
      columns.add(
          new AlteredColumn(
              new Origin(document.getString("origin").getValue()),
              WatermarkStatements.tableOf(document),
              document.getString("column_name").getValue()));
    }
    return columns;
  }
}
