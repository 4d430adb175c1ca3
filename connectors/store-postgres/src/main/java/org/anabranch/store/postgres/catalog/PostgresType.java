package org.anabranch.store.postgres.catalog;

import org.anabranch.sink.store.ColumnForm;
import org.jspecify.annotations.Nullable;

/**
 * A type as values are cast to it: never a domain, whose base type stands for it, so that the
 * assignment to the column is what applies lengths and checks.
 *
 * @param element the type of an array's elements; null for other types
 * @param delimiter what separates values of this type in the text of an array
 */
public record PostgresType(
    String schema, String name, @Nullable PostgresType element, char delimiter) {

  private static final String SYSTEM = "pg_catalog";

  /** A type that comes with every Postgres. */
  public static PostgresType system(String name) {
    return new PostgresType(SYSTEM, name, null, ',');
  }

  /** Whether it comes with every Postgres. */
  public boolean isSystem() {
    return schema.equals(SYSTEM);
  }

  /** Whether this is the type of that name that comes with Postgres. */
  public boolean is(String systemType) {
    return schema.equals(SYSTEM) && name.equals(systemType);
  }

  /** Whether this is a type that an extension brings, in whatever schema that was created. */
  public boolean isExtension(String extensionType) {
    return !schema.equals(SYSTEM) && name.equals(extensionType);
  }

  /** SQL that reads the text {@code expression} as a value of this type. */
  public String cast(String expression) {
    PostgresType scalar = element == null ? this : element;
    if (scalar.is("money")) {
      // Money reads text by the locale, a number always the same.
      String number = element == null ? "numeric" : "_numeric";
      return "CAST(CAST(" + expression + " AS pg_catalog." + number + ") AS " + sql() + ")";
    }
    return "CAST(" + expression + " AS " + sql() + ")";
  }

  /** SQL that tells a value of this type as a text that {@link #cast} reads. */
  public String text(String expression) {
    PostgresType scalar = element == null ? this : element;
    if (scalar.is("money")) {
      String number = element == null ? "numeric" : "_numeric";
      return "CAST(" + expression + " AS pg_catalog." + number + ")::text";
    }
    return expression + "::text";
  }

  private String sql() {
    // By its catalog name: format_type without a length would cut values silently.
    return SqlName.quote(schema) + "." + SqlName.quote(name);
  }

  /** How its values come in events of other systems. */
  public ColumnForm form() {
    return schema.equals(SYSTEM) && element == null
        ? switch (name) {
          case "int2", "int4", "int8" -> ColumnForm.INTEGER;
          case "text", "varchar" -> ColumnForm.TEXT;
          case "bool" -> ColumnForm.BOOLEAN;
          case "uuid" -> ColumnForm.UUID;
          default -> ColumnForm.OTHER;
        }
        : ColumnForm.OTHER;
  }

  /** As people write it, for messages. */
  @Override
  public String toString() {
    if (element != null) {
      return element + "[]";
    }
    return schema.equals(SYSTEM) ? name : new SqlName(schema, name).toString();
  }
}
