package org.anabranch.store.postgres;

import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.anabranch.model.change.TableName;
import org.anabranch.sink.store.ContextStore;
import org.anabranch.sink.store.Statement;
import org.anabranch.sink.store.Statement.DeleteRows;
import org.anabranch.sink.store.Statement.LockRows;
import org.anabranch.sink.store.Statement.RestoreRows;
import org.anabranch.sink.store.Statement.Restored;
import org.anabranch.sink.store.Statement.RowState;
import org.anabranch.sink.store.Statement.UpsertRows;
import org.anabranch.sink.store.StoreTransaction;

/** Statements in transactions of their own. */
final class Transactions {

  private Transactions() {}

  static <R> R run(ContextStore store, Statement<R> statement) {
    try (StoreTransaction transaction = store.begin()) {
      R answer = transaction.execute(statement);
      transaction.commit();
      return answer;
    }
  }

  /** Upserts changes of one table; answers the mark. */
  static long upsert(ContextStore store, RowChange... changes) {
    return run(store, new UpsertRows(table(changes), RowChange.targets(changes))).shared();
  }

  static long delete(ContextStore store, RowChange... changes) {
    return run(store, new DeleteRows(table(changes), RowChange.targets(changes)));
  }

  static Restored restore(ContextStore store, RowChange... changes) {
    return run(store, new RestoreRows(table(changes), RowChange.targets(changes)));
  }

  static RowState lock(ContextStore store, RowChange change) {
    var target = change.target();
    return Objects.requireNonNull(run(store, new LockRows(List.of(target))).get(target.key()));
  }

  /** As {@link #lock}, of a table that is merged by column. */
  static RowState lockByColumn(ContextStore store, RowChange change) {
    var target = change.target();
    LockRows lock = new LockRows(List.of(target), Set.of(target.key().table()));
    return Objects.requireNonNull(run(store, lock).get(target.key()));
  }

  private static TableName table(RowChange... changes) {
    return changes[0].arrival().change().table();
  }
}
