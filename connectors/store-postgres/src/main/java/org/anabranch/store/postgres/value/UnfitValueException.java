package org.anabranch.store.postgres.value;

/** A value that a column's type cannot take. Its message names types only. */
public final class UnfitValueException extends RuntimeException {
  UnfitValueException(String message) {
    super(message, null, false, false);
  }
}
