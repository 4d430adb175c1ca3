package org.anabranch.testkit.mongo;

import java.util.Set;

/** A database and a collection of it. */
record Namespace(String database, String collection) {
  private static final Set<String> SYSTEM = Set.of("admin", "config", "local");

  /** The name as answers and the log of writes spell it: {@code database.collection}. */
  static Namespace parse(String name) {
    int dot = name.indexOf('.');
    return new Namespace(name.substring(0, dot), name.substring(dot + 1));
  }

  /** Whether change streams never show it. */
  boolean isSystem() {
    return SYSTEM.contains(database);
  }

  @Override
  public String toString() {
    return database + "." + collection;
  }
}
