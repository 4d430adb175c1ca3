package org.anabranch.converters.registry;

import org.apache.kafka.connect.errors.DataException;

/** A schema may not follow the earlier ones of its subject. */
public final class IncompatibleSchemaException extends DataException {

  private static final long serialVersionUID = 1L;

  public IncompatibleSchemaException(String message) {
    super(message);
  }
}
