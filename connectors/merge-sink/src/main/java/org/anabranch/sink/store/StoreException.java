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
    private final @Nullable String constraint;

    public RowsRefused(String message, @Nullable Throwable cause) {
      this(message, cause, null);
    }

    /**
     * Because of a constraint.
     *
     * @param constraint its name: of one that may hold for the same row at another time
     */
    public RowsRefused(String message, @Nullable Throwable cause, @Nullable String constraint) {
      super(message, cause);
      this.constraint = constraint;
    }

    /** The name of the UNIQUE, EXCLUDE or CHECK constraint that is violated; null for all else. */
    public @Nullable String constraint() {
      return constraint;
    }
  }

  /** The administrator must mend something before any batch can succeed. */
  public static final class Misconfigured extends StoreException {
    public Misconfigured(String message, @Nullable Throwable cause) {
      super(message, cause);
    }
  }
}
