package org.anabranch.store.postgres.positions;

import java.util.Optional;
import java.util.Random;
import org.anabranch.sink.store.Statement.DeleteRows;
import org.anabranch.sink.store.Statement.LockRows;
import org.anabranch.sink.store.Statement.ReadPosition;
import org.anabranch.sink.store.Statement.RestoreRows;
import org.anabranch.sink.store.Statement.UpsertRows;
import org.anabranch.sink.store.StoreTransaction;
import org.anabranch.store.postgres.PostgresContextStore;
import org.anabranch.store.postgres.TestDatabase;

/** Writes through transactions of the store, in the order of the plan. */
final class StoreSink implements Sink {

  private final PostgresContextStore store;

  StoreSink(TestDatabase database) {
    this.store = database.open();
  }

  @Override
  public Optional<SinkRound> write(Random random, String value, Runnable between) {
    RowWrites writes = RowWrites.of(random, value);
    boolean locks = random.nextInt(3) == 0;
    boolean commits = random.nextInt(10) > 0;
    try (StoreTransaction transaction = store.begin()) {
      long before = transaction.execute(new ReadPosition());
      between.run();
      if (locks) {
        transaction.execute(new LockRows(writes.all()));
      }
      long mark = write(transaction, writes);
      long after = transaction.execute(new ReadPosition());
      if (!commits) {
        return Optional.empty();
      }
      transaction.commit();
      return Optional.of(new SinkRound(mark, before, after));
    }
  }

  private static long write(StoreTransaction transaction, RowWrites writes) {
    long mark = 0;
    if (!writes.deletes().isEmpty()) {
      mark = transaction.execute(new DeleteRows(RowWrites.TABLE, writes.deletes()));
    }
    if (!writes.upserts().isEmpty()) {
      mark = transaction.execute(new UpsertRows(RowWrites.TABLE, writes.upserts())).shared();
    }
    if (!writes.restores().isEmpty()) {
      mark =
          transaction
              .execute(new RestoreRows(RowWrites.TABLE, writes.restores()))
              .writers()
              .shared();
    }
    return mark;
  }

  @Override
  public void close() {
    store.close();
  }
}
