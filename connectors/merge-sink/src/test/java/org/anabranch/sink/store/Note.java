package org.anabranch.sink.store;

import org.jspecify.annotations.Nullable;

/** A row of the table that tests of stores and of the engine merge into. */
public record Note(long id, @Nullable String body, @Nullable String extra) {

  /** The longest body that the table takes. */
  public static final int BODY_LENGTH_MAX = 40;
}
