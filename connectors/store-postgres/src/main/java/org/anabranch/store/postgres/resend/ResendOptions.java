package org.anabranch.store.postgres.resend;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.anabranch.store.postgres.options.ConnectionOptions;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;
import org.apache.kafka.common.config.ConfigDef.Range;
import org.apache.kafka.common.config.ConfigDef.Width;
import org.apache.kafka.common.config.ConfigException;
import org.jspecify.annotations.Nullable;

/**
 * Which rows are sent again, where, and when.
 *
 * @param tables where rows of subjects are
 * @param delay how long after a record they are sent
 */
record ResendOptions(ConnectionOptions connection, List<SubjectColumn> tables, Duration delay) {

  static final String TABLES = "resend.tables";
  static final String DELAY_MS = "resend.delay.ms";

  private static final String GROUP = "Resend";
  private static final long DELAY_MS_DEFAULT = 30_000;

  static ConfigDef definition() {
    return ConnectionOptions.define(
            new ConfigDef(),
            "It needs SELECT and UPDATE on the tables and SET on the parameter"
                + " session_replication_role.")
        .define(
            TABLES,
            ConfigDef.Type.LIST,
            ConfigDef.NO_DEFAULT_VALUE,
            ConfigDef.LambdaValidator.with(
                ResendOptions::check, () -> "list of schema.table:column"),
            Importance.HIGH,
            "The tables whose rows are sent again, each with the column that holds the subject, for"
                + " example assistant.profile:user_id. An index on that column keeps it fast.",
            GROUP,
            0,
            Width.LONG,
            "Tables")
        .define(
            DELAY_MS,
            ConfigDef.Type.LONG,
            DELAY_MS_DEFAULT,
            Range.atLeast(0),
            Importance.MEDIUM,
            "How many milliseconds after a record came the rows are sent: longer than a residency"
                + " filter may lag behind the topic (its consent.lag.max.ms), so that it judges them"
                + " by what the record says.",
            GROUP,
            1,
            Width.SHORT,
            "Delay (ms)");
  }

  private static void check(String name, @Nullable Object value) {
    if (!(value instanceof List<?> tables) || tables.isEmpty()) {
      throw new ConfigException(name, null, "Name at least one table");
    }
    for (Object table : tables) {
      try {
        SubjectColumn.parse(String.valueOf(table));
      } catch (IllegalArgumentException e) {
        throw new ConfigException(name, table, String.valueOf(e.getMessage()));
      }
    }
  }

  /**
   * Of a connector's configuration.
   *
   * @throws ConfigException where it is wrong
   */
  static ResendOptions of(Map<String, String> configuration) {
    AbstractConfig config = new AbstractConfig(definition(), configuration, false);
    return new ResendOptions(
        ConnectionOptions.of(config),
        config.getList(TABLES).stream().map(SubjectColumn::parse).toList(),
        Duration.ofMillis(config.getLong(DELAY_MS)));
  }
}
