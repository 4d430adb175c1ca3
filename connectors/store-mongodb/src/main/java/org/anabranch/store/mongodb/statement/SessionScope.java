package org.anabranch.store.mongodb.statement;

import com.mongodb.bulk.BulkWriteResult;
import com.mongodb.client.ClientSession;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.WriteModel;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.anabranch.model.change.TableName;
import org.anabranch.records.document.DocumentId;
import org.anabranch.records.mapping.DocumentMapping;
import org.anabranch.store.mongodb.schema.SinkCollections;
import org.bson.BsonArray;
import org.bson.BsonDocument;
import org.bson.BsonTimestamp;
import org.bson.BsonValue;
import org.bson.conversions.Bson;

/**
 * Reads and writes of one transaction, or of one session without.
 *
 * @param session whose transaction it is
 * @param mapping which collections tables are
 */
public record SessionScope(ClientSession session, MongoClient client, DocumentMapping mapping) {

  private static final String CLUSTER_TIME = "clusterTime";

  /** One of the sink's own collections. */
  MongoCollection<BsonDocument> own(String name) {
    return client.getDatabase(SinkCollections.DATABASE).getCollection(name, BsonDocument.class);
  }

  /** The collection of a table. */
  MongoCollection<BsonDocument> of(TableName table) {
    TableName name = mapping.collectionOf(table);
    return client.getDatabase(name.schema()).getCollection(name.table(), BsonDocument.class);
  }

  List<BsonDocument> find(MongoCollection<BsonDocument> in, Bson filter) {
    return in.find(session, filter).into(new ArrayList<>());
  }

  /** Documents by their keys. */
  List<BsonDocument> findAll(
      MongoCollection<BsonDocument> in, Collection<? extends BsonValue> ids) {
    return ids.isEmpty() ? List.of() : find(in, among(ids));
  }

  /** In their order; the first that fails ends the transaction. */
  BulkWriteResult write(
      MongoCollection<BsonDocument> in, List<? extends WriteModel<BsonDocument>> writes) {
    return in.bulkWrite(session, writes);
  }

  /** Inserts those whose keys are not there; answers how many. */
  int insertMissing(MongoCollection<BsonDocument> in, List<BsonDocument> documents) {
    Map<BsonValue, BsonDocument> missing = new LinkedHashMap<>();
    documents.forEach(document -> missing.putIfAbsent(DocumentId.in(document), document));
    findAll(in, missing.keySet()).forEach(there -> missing.remove(DocumentId.in(there)));
    if (!missing.isEmpty()) {
      in.insertMany(session, List.copyOf(missing.values()));
    }
    return missing.size();
  }

  /** A condition on the key. */
  static BsonDocument among(Collection<? extends BsonValue> ids) {
    return new BsonDocument(
        DocumentId.FIELD, new BsonDocument("$in", new BsonArray(List.copyOf(ids))));
  }

  /**
   * The time of the last of this session's operations: at or above all that it has read or written,
   * where it has no transaction.
   */
  long operationTime() {
    BsonTimestamp told = session.getOperationTime();
    if (told == null) {
      throw new IllegalStateException("The server has answered nothing yet");
    }
    return told.getValue();
  }

  /**
   * The cluster time after what the transaction has done so far: seconds in the upper half, a
   * counter in the lower one. Every write of others that this transaction can have met is at or
   * below it; what others write once the transaction is committed is above it.
   */
  public long position() {
    BsonDocument told = session.getClusterTime();
    if (told == null || !session.hasActiveTransaction()) {
      throw new IllegalStateException("The server has answered nothing yet");
    }
    BsonTimestamp time = told.getTimestamp(CLUSTER_TIME);
    return time.getValue();
  }
}
