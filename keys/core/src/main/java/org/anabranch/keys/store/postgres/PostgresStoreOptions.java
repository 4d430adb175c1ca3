package org.anabranch.keys.store.postgres;

import java.time.Duration;
import java.util.regex.Pattern;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;
import org.apache.kafka.common.config.ConfigDef.Width;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.config.types.Password;
import org.jspecify.annotations.Nullable;

/**
 * Where the table of data keys is.
 *
 * @param url of JDBC
 * @param table schema and name, as they are quoted in SQL
 * @param refresh how often it is looked which subjects were forgotten
 */
public record PostgresStoreOptions(
    String url,
    @Nullable String user,
    @Nullable Password password,
    String table,
    Duration refresh) {

  public static final String URL = "key.store.connection.url";
  public static final String USER = "key.store.connection.user";
  public static final String PASSWORD = "key.store.connection.password";
  public static final String TABLE = "key.store.table";

  private static final Pattern NAME =
      Pattern.compile("[a-z_][a-z0-9_]{0,47}\\.[a-z_][a-z0-9_]{0,47}");

  /** Adds these options to those of the group. */
  public static ConfigDef define(ConfigDef options, String group) {
    return options
        .define(
            URL,
            ConfigDef.Type.STRING,
            null,
            ConfigDef.LambdaValidator.with(
                PostgresStoreOptions::checkUrl, () -> "jdbc:postgresql://…"),
            Importance.HIGH,
            "With key.store=postgres, needed: the JDBC URL of the database that keeps the data keys,"
                + " such as jdbc:postgresql://keys.example.com:5432/keys.",
            group,
            7,
            Width.LONG,
            "Key database")
        .define(
            USER,
            ConfigDef.Type.STRING,
            null,
            null,
            Importance.MEDIUM,
            "With key.store=postgres: its user.",
            group,
            8,
            Width.MEDIUM,
            "Key database's user")
        .define(
            PASSWORD,
            ConfigDef.Type.PASSWORD,
            null,
            null,
            Importance.MEDIUM,
            "With key.store=postgres: its user's password.",
            group,
            9,
            Width.MEDIUM,
            "Key database's password")
        .define(
            TABLE,
            ConfigDef.Type.STRING,
            "anabranch.data_key",
            ConfigDef.LambdaValidator.with(
                PostgresStoreOptions::checkTable, () -> "<schema>.<table>"),
            Importance.LOW,
            "With key.store=postgres: the table of the data keys as <schema>.<table>, made where it"
                + " is missing; beside it one of forgotten subjects, <table>_forgotten, and one of"
                + " fingerprints of key.subject.secret, <table>_secret.",
            group,
            10,
            Width.MEDIUM,
            "Key table");
  }

  private static void checkUrl(String name, @Nullable Object value) {
    if (value != null && !value.toString().startsWith("jdbc:postgresql:")) {
      // The value may hold a password.
      throw new ConfigException(name + " does not begin with jdbc:postgresql:. Give such a URL");
    }
  }

  private static void checkTable(String name, Object value) {
    if (!NAME.matcher(String.valueOf(value)).matches()) {
      throw new ConfigException(
          name,
          value,
          "Give <schema>.<table>, each of lower-case letters, digits and _, at most 48 of them");
    }
  }

  /**
   * Of a parsed configuration whose definition went through {@link #define}.
   *
   * @throws ConfigException where the database is not named
   */
  public static PostgresStoreOptions of(AbstractConfig config, Duration refresh) {
    String url = config.getString(URL);
    if (url == null) {
      throw new ConfigException(
          URL + " is missing. Name the database of the data keys, or set key.store=kafka");
    }
    return new PostgresStoreOptions(
        url,
        config.getString(USER),
        config.getPassword(PASSWORD),
        config.getString(TABLE),
        refresh);
  }

  /** Without URL and password; URLs may hold one, too. */
  @Override
  public String toString() {
    return "PostgresStoreOptions[table=" + table + "]";
  }
}
