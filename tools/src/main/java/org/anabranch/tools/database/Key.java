package org.anabranch.tools.database;

import java.util.List;

/** A primary key's values as Postgres writes them, in the key's order. */
public record Key(List<String> values) {

  /** Values are the user's: they are shown only where somebody asked for them. */
  @Override
  public String toString() {
    return "Key of " + values.size() + " columns";
  }
}
