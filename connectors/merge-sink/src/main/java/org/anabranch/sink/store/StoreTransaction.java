package org.anabranch.sink.store;

/** One transaction of a store. Not thread-safe. */
public interface StoreTransaction extends AutoCloseable {

  /**
   * Executes a statement.
   *
   * @throws StoreException in one of its kinds; the transaction is of no use afterwards
   */
  <R> R execute(Statement<R> statement);

  /** Makes everything visible at once, or nothing. */
  void commit();

  /** Undoes whatever was not committed. */
  @Override
  void close();
}
