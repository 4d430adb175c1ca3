package org.anabranch.store.postgres.positions;

import java.sql.SQLException;
import java.util.Optional;
import java.util.Random;
import org.anabranch.sink.store.StoreException;

/** Writes rows of {@code app.t} as merges do, with the statements of the store. */
interface Sink extends AutoCloseable {

  /**
   * One transaction.
   *
   * @param between runs between the first reading of the log position and the data statements
   * @return empty where it was undone
   * @throws StoreException.Contended where others were in the way, and it was undone
   */
  Optional<SinkRound> write(Random random, String value, Runnable between) throws SQLException;

  @Override
  void close() throws SQLException;
}
