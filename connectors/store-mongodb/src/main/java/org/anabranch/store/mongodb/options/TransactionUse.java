package org.anabranch.store.mongodb.options;

import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** Whether documents are merged in transactions. */
public enum TransactionUse {
  /** In transactions where the server has them. */
  AUTO,
  /** In transactions; a server without them is refused. */
  REQUIRED,
  /** Without transactions, also where the server has them. */
  NEVER;

  static List<String> names() {
    return Stream.of(values()).map(TransactionUse::toString).toList();
  }

  static TransactionUse of(String name) {
    return valueOf(name.toUpperCase(Locale.ROOT));
  }

  /** Whether they are used, given whether the server has them. */
  public boolean uses(boolean has) {
    return this == REQUIRED || (this == AUTO && has);
  }

  /** As it is written in a configuration. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
