package org.anabranch.keys;

import org.apache.kafka.connect.errors.DataException;

/** The key store has no key of an id, or none of a name yet where none may be made. */
public final class UnknownKeyException extends DataException {

  private static final long serialVersionUID = 1L;

  public UnknownKeyException(KeyId id) {
    super(
        "The key store has no key "
            + id
            + ". Let this connector read the key store of whoever encrypted, or wait for its copy");
  }

  /** Of no id. */
  public UnknownKeyException(String message) {
    super(message);
  }
}
