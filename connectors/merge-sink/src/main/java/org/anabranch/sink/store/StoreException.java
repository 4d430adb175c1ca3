package org.anabranch.sink.store;

import org.apache.kafka.connect.errors.ConnectException;
import org.jspecify.annotations.Nullable;

/** Why a store did not execute a statement. Messages hold no data of the user's. */
public abstract sealed class StoreException extends ConnectException {

  private StoreException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }

  /** Others were in the way (a deadlock, a lost race): the same transaction may succeed again. */
  public static final class Contended extends StoreException {
    public Contended(String message, @Nullable Throwable cause) {
      super(message, cause);
    }
  }

  /** The store cannot be reached now; nothing is wrong with the batch. */
  public static final class Unreachable extends StoreException {
    public Unreachable(String message, @Nullable Throwable cause) {
      super(message, cause);
    }
  }

  /** The store refused at least one row of the statement: a value or a constraint. */
  public static final class RowsRefused extends StoreException {
    public RowsRefused(String message, @Nullable Throwable cause) {
      super(message, cause);
    }
  }

  /** The administrator must mend something before any batch can succeed. */
  public static final class Misconfigured extends StoreException {
    public Misconfigured(String message, @Nullable Throwable cause) {
      super(message, cause);
    }
  }
}
