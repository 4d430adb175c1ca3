package org.anabranch.store.postgres.catalog;

/** A table's physical name. Everything that goes into SQL is quoted, so any name is safe. */
public record SqlName(String schema, String name) {

  /**
   * Reads {@code schema.name}.
   *
   * @throws IllegalArgumentException where it is not of this form
   */
  public static SqlName parse(String text) {
    String[] parts = text.split("\\.", -1);
    if (parts.length != 2 || parts[0].isBlank() || parts[1].isBlank()) {
      throw new IllegalArgumentException(
          "Give a schema and a table name separated by one dot, for example anabranch.conflict");
    }
    return new SqlName(parts[0], parts[1]);
  }

  /** {@code "schema"."name"}. */
  public String sql() {
    return quote(schema) + "." + quote(name);
  }

  public static String quote(String identifier) {
    return '"' + identifier.replace("\"", "\"\"") + '"';
  }

  /** As people write it, for messages. */
  @Override
  public String toString() {
    return plain(schema) + "." + plain(name);
  }

  private static String plain(String identifier) {
    return identifier.matches("[a-z_][a-z0-9_]*") ? identifier : quote(identifier);
  }
}
