package org.anabranch.store.mongodb;

import com.mongodb.MongoException;
import com.mongodb.client.ClientSession;
import com.mongodb.client.MongoClient;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.anabranch.model.version.VersionVector;
import org.anabranch.records.document.DocumentView;
import org.anabranch.records.document.MarkedForm;
import org.anabranch.records.mapping.DocumentMapping;
import org.anabranch.records.view.RecordView;
import org.anabranch.sink.single.DocumentTexts;
import org.anabranch.sink.single.SingleStatement;
import org.anabranch.sink.single.SingleStatement.MoveWatermark;
import org.anabranch.sink.single.SingleStatement.RaiseFloor;
import org.anabranch.sink.single.SingleStatement.ReadDocument;
import org.anabranch.sink.single.SingleStatement.ReadDroppable;
import org.anabranch.sink.single.SingleStatement.ReadFloor;
import org.anabranch.sink.single.SingleStatement.ReadVersion;
import org.anabranch.sink.single.SingleStatement.ReadWatermark;
import org.anabranch.sink.single.SingleStatement.RecordConflicts;
import org.anabranch.sink.single.SingleStatement.WriteDocument;
import org.anabranch.sink.single.SingleStatement.WriteVersion;
import org.anabranch.sink.single.SingleStore;
import org.anabranch.sink.single.SingleWriter;
import org.anabranch.sink.store.Conflict;
import org.anabranch.sink.store.Statement.Refusal;
import org.anabranch.sink.store.TableLane;
import org.anabranch.sink.store.Watermark;
import org.anabranch.sink.store.WatermarkKey;
import org.anabranch.store.mongodb.document.ExtendedJson;
import org.anabranch.store.mongodb.failure.MongoFailures;
import org.anabranch.store.mongodb.schema.WrittenCollections;
import org.anabranch.store.mongodb.statement.ConflictStatements;
import org.anabranch.store.mongodb.statement.FloorStatements;
import org.anabranch.store.mongodb.statement.SessionScope;
import org.anabranch.store.mongodb.statement.SingleDocuments;
import org.anabranch.store.mongodb.statement.SingleFloors;
import org.anabranch.store.mongodb.statement.SingleVersions;
import org.anabranch.store.mongodb.statement.VersionStatements;
import org.anabranch.store.mongodb.statement.WatermarkStatements;
import org.bson.BsonDocument;

/** Merges without transactions: each of the plan's statements in a few commands for all keys. */
final class MongoDbSingleStore implements SingleStore {

  private static final int NAME_BYTES = 12;

  /** Documents of MongoDB. */
  private record Texts() implements DocumentTexts {

    @Override
    public String content(RecordView document) {
      return MarkedForm.content(MarkedForm.withoutMarker(ExtendedJson.document(document)));
    }

    @Override
    public String told(RecordView document) {
      BsonDocument whole =
          document instanceof DocumentView view ? view.document() : ExtendedJson.document(document);
      return ExtendedJson.of(MarkedForm.withoutMarker(whole));
    }
  }

  private final SessionScope scope;
  private final WrittenCollections collections;
  private final SingleWriter writer = new SingleWriter(name());

  /**
   * A store with a session that stays open.
   *
   * @param session without a transaction
   */
  MongoDbSingleStore(ClientSession session, MongoClient client, WrittenCollections collections) {
    this.scope = new SessionScope(session, client, DocumentMapping.NONE);
    this.collections = collections;
  }

  private static String name() {
    byte[] name = new byte[NAME_BYTES];
    new SecureRandom().nextBytes(name);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(name);
  }

  @Override
  public SingleWriter writer() {
    return writer;
  }

  @Override
  public DocumentTexts texts() {
    return new Texts();
  }

  @Override
  public List<?> execute(List<? extends SingleStatement<?>> statements) {
    SingleStatement<?> first = statements.get(0);
    return failing(first.name(), first instanceof WriteDocument, () -> answers(first, statements));
  }

  @Override
  public int refuse(List<Refusal> refusals) {
    return failing("RecordRefusals", false, () -> new ConflictStatements(scope).refuse(refusals));
  }

  private static <R> R failing(String doing, boolean ofRows, Supplier<R> answer) {
    try {
      return answer.get();
    } catch (MongoException e) {
      throw MongoFailures.of(e, doing, ofRows);
    }
  }

  private List<?> answers(SingleStatement<?> first, List<? extends SingleStatement<?>> statements) {
    if (first instanceof ReadDocument) {
      return new SingleDocuments(scope).read(all(ReadDocument.class, statements));
    } else if (first instanceof WriteDocument) {
      return write(all(WriteDocument.class, statements));
    } else if (first instanceof ReadVersion) {
      return new SingleVersions(scope)
          .read(all(ReadVersion.class, statements).stream().map(ReadVersion::key).toList());
    } else if (first instanceof WriteVersion) {
      return new SingleVersions(scope).write(all(WriteVersion.class, statements));
    } else if (first instanceof ReadFloor) {
      return floors(all(ReadFloor.class, statements));
    } else if (first instanceof RecordConflicts) {
      return conflicts(all(RecordConflicts.class, statements));
    } else if (first instanceof ReadDroppable read) {
      return List.of(new SingleVersions(scope).droppable(read));
    } else if (first instanceof RaiseFloor) {
      return all(RaiseFloor.class, statements).stream()
          .map(raise -> new SingleFloors(scope).raise(raise))
          .toList();
    }
    return watermarks(first, statements);
  }

  private List<?> write(List<WriteDocument> writes) {
    writes.stream()
        .filter(write -> write.from().whole() == null)
        .map(write -> write.target().key().table())
        .distinct()
        .forEach(collections::ensure);
    return new SingleDocuments(scope).write(writes);
  }

  private List<?> watermarks(
      SingleStatement<?> first, List<? extends SingleStatement<?>> statements) {
    WatermarkStatements watermarks = new WatermarkStatements(scope);
    if (first instanceof MoveWatermark) {
      boolean moved =
          watermarks.advance(
              all(MoveWatermark.class, statements).stream().map(MoveWatermark::move).toList());
      return statements.stream().map(move -> moved).toList();
    }
    List<WatermarkKey> streams =
        all(ReadWatermark.class, statements).stream().map(ReadWatermark::stream).toList();
    Map<WatermarkKey, Watermark> found = watermarks.read(streams);
    return streams.stream().map(stream -> found.getOrDefault(stream, Watermark.NONE)).toList();
  }

  private List<VersionVector> floors(List<ReadFloor> reads) {
    Map<TableLane, VersionVector> found =
        new FloorStatements(scope, new VersionStatements(scope))
            .read(reads.stream().map(ReadFloor::lane).distinct().toList());
    return reads.stream()
        .map(read -> found.getOrDefault(read.lane(), VersionVector.EMPTY))
        .toList();
  }

  /** How many of all are new is told once. */
  private List<Integer> conflicts(List<RecordConflicts> records) {
    List<Conflict> all = new ArrayList<>();
    records.forEach(record -> all.addAll(record.conflicts()));
    int fresh = new ConflictStatements(scope).record(all);
    List<Integer> answers = new ArrayList<>();
    records.forEach(record -> answers.add(answers.isEmpty() ? fresh : 0));
    return answers;
  }

  private static <S extends SingleStatement<?>> List<S> all(
      Class<S> kind, List<? extends SingleStatement<?>> statements) {
    return statements.stream().map(kind::cast).toList();
  }

  void close() {
    scope.session().close();
  }
}
