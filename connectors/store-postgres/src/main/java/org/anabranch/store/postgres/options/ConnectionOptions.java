package org.anabranch.store.postgres.options;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Properties;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;
import org.apache.kafka.common.config.ConfigDef.Width;

/** The way to a database. */
public record ConnectionOptions(String url, String user, String password) {

  public static final String URL = "connection.url";
  public static final String USER = "connection.user";
  public static final String PASSWORD = "connection.password";

  static final String GROUP = "Database";
  private static final String TIMEOUT_SECONDS = "10";

  /**
   * Adds these options to others.
   *
   * @param rights what the role needs, for people
   */
  public static ConfigDef define(ConfigDef options, String rights) {
    return options
        .define(
            URL,
            ConfigDef.Type.STRING,
            ConfigDef.NO_DEFAULT_VALUE,
            OptionValidators.jdbcUrl(),
            Importance.HIGH,
            "JDBC URL of the database, for example jdbc:postgresql://db.example:5432/app. It may"
                + " carry parameters of the Postgres driver such as sslmode=verify-full; user and"
                + " password have options of their own. Connect directly or through a pooler that"
                + " keeps sessions.",
            GROUP,
            1,
            Width.LONG,
            "Connection URL")
        .define(
            USER,
            ConfigDef.Type.STRING,
            ConfigDef.NO_DEFAULT_VALUE,
            OptionValidators.notBlank(),
            Importance.HIGH,
            "The role that the sink writes as. " + rights,
            GROUP,
            2,
            Width.MEDIUM,
            "User")
        .define(
            PASSWORD,
            ConfigDef.Type.PASSWORD,
            "",
            Importance.HIGH,
            "The role's password. Empty where the server asks for none.",
            GROUP,
            3,
            Width.MEDIUM,
            "Password");
  }

  /** Reads the options from a parsed configuration. */
  public static ConnectionOptions of(AbstractConfig config) {
    return new ConnectionOptions(
        config.getString(URL), config.getString(USER), config.getPassword(PASSWORD).value());
  }

  /** A new connection. */
  public Connection connect() throws SQLException {
    Properties properties = new Properties();
    properties.setProperty("user", user);
    properties.setProperty("password", password);
    properties.setProperty("ApplicationName", "anabranch sink");
    properties.setProperty("connectTimeout", TIMEOUT_SECONDS);
    properties.setProperty("tcpKeepAlive", "true");
    properties.setProperty("logServerErrorDetail", "false");
    // Savepoints would mark rows with another transaction number than the one that is recorded.
    properties.setProperty("autosave", "never");
    return DriverManager.getConnection(url, properties);
  }

  /** Without the password. */
  @Override
  public String toString() {
    return "ConnectionOptions[url=" + url + ", user=" + user + "]";
  }
}
