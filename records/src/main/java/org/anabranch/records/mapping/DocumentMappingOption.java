package org.anabranch.records.mapping;

import java.util.Map;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;
import org.apache.kafka.common.config.ConfigDef.Width;
import org.apache.kafka.common.config.ConfigException;

/** The option that says which tables are collections elsewhere. */
public final class DocumentMappingOption {

  public static final String NAME = "document.mapping";

  private DocumentMappingOption() {}

  /**
   * Adds the option to others.
   *
   * @param group under which it is shown
   */
  public static ConfigDef define(ConfigDef options, String group, int order) {
    return options.define(
        NAME,
        ConfigDef.Type.STRING,
        "",
        ConfigDef.LambdaValidator.with(
            (name, value) -> parse(String.valueOf(value)),
            () -> "schema.table = database.collection (column type = path, ...); ..."),
        Importance.MEDIUM,
        "Tables of Postgres that are collections of MongoDB in other regions, as schema.table ="
            + " database.collection (column type = path, ...), with a semicolon between tables."
            + " Every column of the table is named, with its type; = and a path say where it is in"
            + " a document, unless it is the field of its own name. The key column is = _id, and a"
            + " jsonb column that is = * has all fields that no other column has. A text column"
            + " whose field is an ObjectId has objectId behind the path, as in id text = _id"
            + " objectId. The same in"
            + " every sink, and in the captures of MongoDB. docs/mongodb.md says more.",
        group,
        order,
        Width.LONG,
        "Tables and collections");
  }

  /**
   * Reads it out of a connector's whole configuration.
   *
   * @throws ConfigException where it is wrong
   */
  public static DocumentMapping of(Map<String, String> configuration) {
    return parse(configuration.getOrDefault(NAME, ""));
  }

  private static DocumentMapping parse(String text) {
    try {
      return MappingText.parse(text);
    } catch (IllegalArgumentException e) {
      throw new ConfigException(NAME + ", " + e.getMessage());
    }
  }
}
