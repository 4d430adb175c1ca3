package org.anabranch.converters.registry;

import org.apache.kafka.connect.errors.DataException;

/** A registry does not know the id, the subject, the version or the schema. */
public final class UnknownSchemaException extends DataException {

  private static final long serialVersionUID = 1L;

  public UnknownSchemaException(String message) {
    super(message);
  }
}
