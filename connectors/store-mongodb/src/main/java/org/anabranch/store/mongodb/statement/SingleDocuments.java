package org.anabranch.store.mongodb.statement;

import com.mongodb.MongoBulkWriteException;
import com.mongodb.bulk.BulkWriteResult;
import com.mongodb.client.model.DeleteOneModel;
import com.mongodb.client.model.InsertOneModel;
import com.mongodb.client.model.ReplaceOneModel;
import com.mongodb.client.model.WriteModel;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.anabranch.model.change.TableName;
import org.anabranch.records.document.DocumentId;
import org.anabranch.records.document.DocumentMarker;
import org.anabranch.records.document.DocumentView;
import org.anabranch.records.document.MarkedDocument;
import org.anabranch.records.document.MarkedForm;
import org.anabranch.records.view.RecordView;
import org.anabranch.sink.single.FoundDocument;
import org.anabranch.sink.single.SingleStatement.ReadDocument;
import org.anabranch.sink.single.SingleStatement.WriteDocument;
import org.anabranch.sink.single.SingleStatement.Written;
import org.anabranch.sink.store.StoreException;
import org.anabranch.store.mongodb.document.RowDocument;
import org.anabranch.store.mongodb.failure.MongoFailures;
import org.bson.BsonArray;
import org.bson.BsonDocument;
import org.bson.BsonString;
import org.bson.BsonValue;
import org.jspecify.annotations.Nullable;

/**
 * Reads and writes documents of applications without transactions: each write only if the document
 * is still as it was found. MongoDB takes numbers of different types for the same when it compares.
 */
public final class SingleDocuments {

  private final SessionScope scope;

  public SingleDocuments(SessionScope scope) {
    this.scope = scope;
  }

  /**
   * The documents as they are, one for each statement.
   *
   * @throws StoreException.RowsRefused where an application has used the marker's field itself
   */
  public List<FoundDocument> read(List<ReadDocument> reads) {
    Map<TableName, List<BsonValue>> ids = new TreeMap<>();
    for (ReadDocument read : reads) {
      ids.computeIfAbsent(read.target().key().table(), table -> new ArrayList<>())
          .add(RowDocument.id(read.target().arrival()));
    }
    Map<TableName, Map<Object, BsonDocument>> found = new HashMap<>();
    ids.forEach((table, ofTable) -> found.put(table, byId(table, ofTable)));
    long position = scope.operationTime();
    return reads.stream()
        .map(
            read ->
                found(
                    found
                        .getOrDefault(read.target().key().table(), Map.of())
                        .get(DocumentId.identity(RowDocument.id(read.target().arrival()))),
                    position))
        .toList();
  }

  private Map<Object, BsonDocument> byId(TableName table, List<BsonValue> ids) {
    Map<Object, BsonDocument> byId = new HashMap<>();
    for (BsonDocument document : scope.findAll(scope.of(table), ids)) {
      if (MarkedForm.isTaken(document)) {
        throw new StoreException.RowsRefused(
            "A document of "
                + table
                + " has a field "
                + MarkedForm.FIELD
                + " that this sink has not written, and cannot without losing what is there. Let"
                + " applications use another name",
            null);
      }
      byId.put(DocumentId.identity(DocumentId.in(document)), document);
    }
    return byId;
  }

  private static FoundDocument found(@Nullable BsonDocument document, long position) {
    return document == null
        ? new FoundDocument(null, null, position)
        : new FoundDocument(MarkedForm.read(document), new DocumentView(document), position);
  }

  /** Writes in the order of the statements; answers what became of each. */
  public List<Written> write(List<WriteDocument> writes) {
    List<Written> written = new ArrayList<>();
    while (written.size() < writes.size()) {
      int from = written.size();
      TableName table = writes.get(from).target().key().table();
      int to = from;
      while (to < writes.size() && writes.get(to).target().key().table().equals(table)) {
        to++;
      }
      written.addAll(write(table, writes.subList(from, to)));
    }
    return written;
  }

  private List<Written> write(TableName table, List<WriteDocument> writes) {
    List<@Nullable BsonDocument> documents = new ArrayList<>();
    List<WriteModel<BsonDocument>> models = new ArrayList<>();
    for (WriteDocument write : writes) {
      BsonDocument document = document(write);
      documents.add(document);
      models.add(model(write, document));
    }
    boolean all = execute(table, models);
    long position = scope.operationTime();
    Map<Object, BsonDocument> now =
        all ? Map.of() : byId(table, writes.stream().map(SingleDocuments::id).toList());
    List<Written> written = new ArrayList<>();
    for (int i = 0; i < writes.size(); i++) {
      BsonDocument document = documents.get(i);
      boolean done = all || is(document, now.get(DocumentId.identity(id(writes.get(i)))));
      RecordView whole = document == null ? null : new DocumentView(document);
      written.add(done ? new Written(true, position, whole) : Written.NOT_DONE);
    }
    return written;
  }

  /**
   * Whether what was written is there. Where somebody has written over it since, or deleted what
   * was to be deleted, the merge starts over, as after a task that died between two statements.
   */
  private static boolean is(@Nullable BsonDocument written, @Nullable BsonDocument now) {
    return written != null && now != null && Objects.equals(last(written), last(now));
  }

  private static @Nullable Object last(BsonDocument document) {
    DocumentMarker marker = MarkedForm.read(document).marker();
    return marker == null ? null : marker.last();
  }

  /** Whether all were done. What is there already when it is inserted does not stop the others. */
  private boolean execute(TableName table, List<WriteModel<BsonDocument>> models) {
    boolean all = true;
    int from = 0;
    while (from < models.size()) {
      try {
        BulkWriteResult result = scope.write(scope.of(table), models.subList(from, models.size()));
        int done = result.getInsertedCount() + result.getMatchedCount() + result.getDeletedCount();
        return all && done == models.size() - from;
      } catch (MongoBulkWriteException e) {
        if (!MongoFailures.isOfKey(e)) {
          throw e;
        }
        all = false;
        from += e.getWriteErrors().get(0).getIndex() + 1;
      }
    }
    return false;
  }

  private static BsonValue id(WriteDocument write) {
    BsonDocument found = whole(write.from());
    return found == null ? RowDocument.id(write.target().arrival()) : DocumentId.in(found);
  }

  private static @Nullable BsonDocument whole(FoundDocument found) {
    return found.whole() instanceof DocumentView view ? view.document() : null;
  }

  /** What the document is to be; null where it is to be deleted. */
  private static @Nullable BsonDocument document(WriteDocument write) {
    MarkedDocument to = write.to();
    DocumentMarker marker = to == null ? null : to.marker();
    if (marker == null) {
      return null;
    }
    BsonDocument document = new BsonDocument(DocumentId.FIELD, id(write));
    RecordView shown = write.body();
    if (shown != null && !(shown instanceof DocumentView)) {
      throw new IllegalArgumentException("Only documents are written without transactions");
    }
    BsonDocument body = shown instanceof DocumentView view ? view.document() : whole(write.from());
    if (body != null) {
      body.forEach(document::putIfAbsent);
    }
    return MarkedForm.with(document, marker);
  }

  private static WriteModel<BsonDocument> model(
      WriteDocument write, @Nullable BsonDocument document) {
    BsonDocument found = whole(write.from());
    if (found == null) {
      return new InsertOneModel<>(Objects.requireNonNull(document));
    }
    BsonDocument literal = new BsonDocument("$literal", found);
    BsonDocument same =
        new BsonDocument("$eq", new BsonArray(List.of(new BsonString("$$ROOT"), literal)));
    BsonDocument condition =
        new BsonDocument(DocumentId.FIELD, DocumentId.in(found)).append("$expr", same);
    return document == null
        ? new DeleteOneModel<>(condition)
        : new ReplaceOneModel<>(condition, document);
  }
}
