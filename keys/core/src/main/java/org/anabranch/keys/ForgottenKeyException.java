package org.anabranch.keys;

import org.apache.kafka.connect.errors.DataException;

/** The key was destroyed, so that nobody reads any more what was encrypted with it. */
public final class ForgottenKeyException extends DataException {

  private static final long serialVersionUID = 1L;

  public ForgottenKeyException(String message) {
    super(message);
  }
}
