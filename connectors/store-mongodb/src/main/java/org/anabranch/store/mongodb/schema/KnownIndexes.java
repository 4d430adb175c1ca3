package org.anabranch.store.mongodb.schema;

import com.mongodb.client.MongoClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.LongSupplier;
import org.anabranch.model.change.TableName;
import org.anabranch.records.mapping.DocumentMapping;
import org.bson.BsonDocument;

/** The unique indexes of collections. Asked for outside of transactions and again after a while. */
public final class KnownIndexes {

  private static final long FRESH_NANOS = Duration.ofSeconds(10).toNanos();

  private record Known(List<UniqueIndex> indexes, long atNanos) {}

  private final MongoClient client;
  private final DocumentMapping mapping;
  private final LongSupplier nanoTime;
  private final Map<TableName, Known> known = new HashMap<>();

  public KnownIndexes(MongoClient client, DocumentMapping mapping, LongSupplier nanoTime) {
    this.client = client;
    this.mapping = mapping;
    this.nanoTime = nanoTime;
  }

  /** Those of a table's collection besides that of {@code _id}; none where there is none. */
  public List<UniqueIndex> of(TableName table) {
    Known last = known.get(table);
    if (last == null || nanoTime.getAsLong() - last.atNanos() > FRESH_NANOS) {
      last = new Known(read(table), nanoTime.getAsLong());
      known.put(table, last);
    }
    return last.indexes();
  }

  private List<UniqueIndex> read(TableName table) {
    TableName name = mapping.collectionOf(table);
    return client
        .getDatabase(name.schema())
        .getCollection(name.table())
        .listIndexes(BsonDocument.class)
        .into(new ArrayList<>())
        .stream()
        .map(UniqueIndex::of)
        .filter(Objects::nonNull)
        .toList();
  }
}
