package org.anabranch.capture.postgres;

import org.apache.kafka.connect.errors.DataException;

/** A value that cannot travel without loss; the message names its column, never the value. */
final class UnfitValueException extends DataException {

  private static final long serialVersionUID = 1L;

  UnfitValueException(String message) {
    // Debezium passes on the cause of an exception, and drops the exception.
    super(message, new DataException(message));
  }
}
