package org.anabranch.sink.document;

import org.anabranch.records.mapping.MappedTable;

/** A value that has no place on the other side. */
final class UnfitValueException extends RuntimeException {

  private static final long serialVersionUID = 1;

  /** Says what is wrong, never the value. */
  UnfitValueException(String why) {
    super(why);
  }

  /** The same for who reads about a whole change. */
  IllegalArgumentException in(MappedTable table, String column) {
    return new IllegalArgumentException(
        "Column '%s' of %s cannot be told by document.mapping: %s"
            .formatted(column, table.table(), getMessage()),
        this);
  }
}
