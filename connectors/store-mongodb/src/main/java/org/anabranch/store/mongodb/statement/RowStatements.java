package org.anabranch.store.mongodb.statement;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.InsertOneModel;
import com.mongodb.client.model.ReplaceOneModel;
import com.mongodb.client.model.WriteModel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.anabranch.model.change.TableName;
import org.anabranch.records.document.DocumentId;
import org.anabranch.sink.column.ColumnTexts;
import org.anabranch.sink.store.RowMarks;
import org.anabranch.sink.store.Statement.Restored;
import org.anabranch.sink.store.Statement.RowState;
import org.anabranch.sink.store.Statement.RowTarget;
import org.anabranch.sink.store.StoreException;
import org.anabranch.sink.store.VersionKey;
import org.anabranch.store.mongodb.document.DocumentBytes;
import org.anabranch.store.mongodb.document.ExtendedJson;
import org.anabranch.store.mongodb.document.FieldTexts;
import org.anabranch.store.mongodb.document.RowDocument;
import org.bson.BsonDocument;
import org.bson.BsonValue;
import org.jspecify.annotations.Nullable;

/**
 * Reads, deletes, writes and restores documents of applications. Nothing is locked: a transaction
 * sees all as it was when it began, and fails where it writes what another one has written since. A
 * document that is only looked at may change meanwhile; that is as if it had changed afterwards
 * (docs/decisions/030).
 */
public final class RowStatements {

  private final SessionScope scope;

  public RowStatements(SessionScope scope) {
    this.scope = scope;
  }

  /**
   * One state per target; those whose row does not exist are {@link RowState#MISSING}.
   *
   * @param byColumn tables whose rows' columns are told as well
   */
  public Map<VersionKey, RowState> look(List<RowTarget> targets, Set<TableName> byColumn) {
    Map<TableName, List<RowTarget>> tables = new TreeMap<>();
    for (RowTarget target : targets) {
      tables.computeIfAbsent(target.key().table(), table -> new ArrayList<>()).add(target);
    }
    Map<VersionKey, RowState> states = new HashMap<>();
    tables.forEach(
        (table, ofTable) ->
            found(table, ofTable)
                .forEach(
                    (target, document) ->
                        states.put(
                            target.key(), state(target, document, byColumn.contains(table)))));
    return states;
  }

  /** The documents that rows are now, in the order of the targets. */
  private Map<RowTarget, @Nullable BsonDocument> found(TableName table, List<RowTarget> targets) {
    Map<Object, BsonDocument> byId = new HashMap<>();
    for (BsonDocument document : scope.findAll(scope.of(table), ids(targets))) {
      byId.put(DocumentId.identity(DocumentId.in(document)), document);
    }
    Map<RowTarget, @Nullable BsonDocument> found = new LinkedHashMap<>();
    for (RowTarget target : targets) {
      found.put(target, byId.get(DocumentId.identity(RowDocument.id(target.arrival()))));
    }
    return found;
  }

  private static List<BsonValue> ids(List<RowTarget> targets) {
    return targets.stream().map(target -> RowDocument.id(target.arrival())).toList();
  }

  private static RowState state(
      RowTarget target, @Nullable BsonDocument document, boolean byColumn) {
    if (document == null) {
      return RowState.MISSING;
    }
    BsonDocument carried =
        target.arrival().row() == null
            ? null
            : RowDocument.of(new RowTarget(target.key(), target.arrival()), document);
    return new RowState(
        true,
        DocumentBytes.mark(document),
        ExtendedJson.of(document),
        carried != null && Arrays.equals(DocumentBytes.of(carried), DocumentBytes.of(document)),
        byColumn ? FieldTexts.of(document) : ColumnTexts.NONE);
  }

  public void delete(TableName table, List<RowTarget> targets) {
    scope.of(table).deleteMany(scope.session(), SessionScope.among(ids(targets)));
  }

  public RowMarks upsert(TableName table, List<RowTarget> targets) {
    return write(scope.of(table), found(table, targets));
  }

  /** Inserts rows that are missing; answers which. */
  public Restored restore(TableName table, List<RowTarget> targets) {
    Map<RowTarget, @Nullable BsonDocument> missing = found(table, targets);
    missing.values().removeIf(document -> document != null);
    RowMarks marks = missing.isEmpty() ? RowMarks.each(Map.of()) : write(scope.of(table), missing);
    return new Restored(marks, marks.own().keySet());
  }

  private RowMarks write(
      MongoCollection<BsonDocument> collection, Map<RowTarget, @Nullable BsonDocument> found) {
    List<WriteModel<BsonDocument>> writes = new ArrayList<>();
    Map<VersionKey, Long> marks = new HashMap<>();
    found.forEach(
        (target, before) -> {
          BsonDocument written = RowDocument.of(target, before);
          if (written == null) {
            throw new StoreException.RowsRefused(
                "The change at " + target.arrival().place() + " carries no row", null);
          }
          marks.put(target.key(), DocumentBytes.mark(written));
          writes.add(
              before == null
                  ? new InsertOneModel<>(written)
                  : new ReplaceOneModel<>(
                      new BsonDocument(DocumentId.FIELD, DocumentId.in(before)), written));
        });
    scope.write(collection, writes);
    return RowMarks.each(marks);
  }
}
