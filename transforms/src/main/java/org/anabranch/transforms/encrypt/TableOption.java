package org.anabranch.transforms.encrypt;

import org.anabranch.model.change.TableName;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;
import org.apache.kafka.common.config.ConfigDef.LambdaValidator;
import org.apache.kafka.common.config.ConfigDef.Width;
import org.apache.kafka.common.config.ConfigException;
import org.jspecify.annotations.Nullable;

/** The option that names the table of rows of which nothing else tells it. */
public final class TableOption {

  public static final String NAME = "table.name";

  private TableOption() {}

  /**
   * Adds it.
   *
   * @param more what is said of it besides
   */
  public static ConfigDef define(ConfigDef options, String group, int order, String more) {
    return options.define(
        NAME,
        ConfigDef.Type.STRING,
        null,
        LambdaValidator.with(TableOption::check, () -> "<schema>.<table>"),
        Importance.MEDIUM,
        "The table whose rows these are, as <schema>.<table>, where neither the header anabranch"
            + " nor Debezium's source names it. Ciphertexts are bound to it, so it is the same"
            + " where they are encrypted and decrypted."
            + more,
        group,
        order,
        Width.MEDIUM,
        "Table");
  }

  private static void check(String name, @Nullable Object value) {
    if (value == null) {
      return;
    }
    String text = value.toString();
    int dot = text.indexOf('.');
    if (dot < 0) {
      throw new ConfigException(name, text, "Write <schema>.<table>");
    }
    try {
      TableName unused = new TableName(text.substring(0, dot), text.substring(dot + 1));
    } catch (IllegalArgumentException e) {
      throw new ConfigException(name, text, String.valueOf(e.getMessage()));
    }
  }
}
