package org.anabranch.records.header;

import org.apache.kafka.connect.errors.DataException;

/**
 * The header {@code anabranch} is missing, cannot be read, or is of a newer format. The message
 * names what is wrong and how to mend it, and holds no data of the user's.
 */
public final class MalformedHeaderException extends DataException {

  public MalformedHeaderException(String message) {
    super(message);
  }

  public MalformedHeaderException(String message, Throwable cause) {
    super(message, cause);
  }
}
