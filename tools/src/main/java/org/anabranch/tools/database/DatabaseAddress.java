package org.anabranch.tools.database;

import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Map;
import java.util.Properties;
import org.anabranch.tools.console.ToolException;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGProperty;

/**
 * Where a database is and who asks. Read from a URL as {@code psql} takes it, or from a JDBC URL;
 * what the URL leaves open comes from libpq's environment ({@code PGUSER}, {@code PGPASSWORD},
 * {@code PGSSLMODE}, …) and the password file. A parameter that nobody knows is refused, so that a
 * misspelt {@code sslmode} does not connect in the clear.
 */
public final class DatabaseAddress {

  private static final String EXAMPLE = "postgresql://user@host:5432/database";

  /** libpq's names of parameters that the driver calls otherwise. */
  private static final Map<String, String> LIBPQ =
      Map.of("connect_timeout", "connectTimeout", "application_name", "ApplicationName");

  private static final Map<String, String> ENVIRONMENT =
      Map.of(
          "PGUSER", "user",
          "PGPASSWORD", "password",
          "PGSSLMODE", "sslmode",
          "PGSSLROOTCERT", "sslrootcert",
          "PGSSLCERT", "sslcert",
          "PGSSLKEY", "sslkey",
          "PGOPTIONS", "options",
          "PGCONNECT_TIMEOUT", "connectTimeout",
          "PGAPPNAME", "ApplicationName");

  private final String place;
  private final Properties properties;

  private DatabaseAddress(String place, Properties properties) {
    this.place = place;
    this.properties = properties;
  }

  /**
   * Reads an address.
   *
   * @param user takes precedence over the URL's, as does the password
   */
  public static DatabaseAddress of(
      String url,
      @Nullable String user,
      @Nullable String password,
      Map<String, String> environment) {
    String text = url.startsWith("jdbc:") ? url.substring("jdbc:".length()) : url;
    if (!text.startsWith("postgresql://") && !text.startsWith("postgres://")) {
      throw new ToolException("The URL is of no Postgres database. Give one like " + EXAMPLE);
    }
    String rest = text.substring(text.indexOf("://") + "://".length());
    Properties properties = new Properties();
    ENVIRONMENT.forEach((variable, name) -> put(properties, name, environment.get(variable)));
    int query = rest.indexOf('?');
    if (query >= 0) {
      parameters(rest.substring(query + 1), properties);
      rest = rest.substring(0, query);
    }
    int at = rest.lastIndexOf('@');
    if (at >= 0) {
      userInfo(rest.substring(0, at), properties);
      rest = rest.substring(at + 1);
    }
    put(properties, "user", user);
    put(properties, "password", password);
    properties.putIfAbsent("ApplicationName", "anabranch-tools");
    return new DatabaseAddress(place(rest, properties, environment), properties);
  }

  private static void userInfo(String info, Properties properties) {
    int colon = info.indexOf(':');
    put(properties, "user", decoded(colon < 0 ? info : info.substring(0, colon)));
    if (colon >= 0) {
      put(properties, "password", decoded(info.substring(colon + 1)));
    }
  }

  private static void parameters(String query, Properties properties) {
    for (String parameter : query.split("&", -1)) {
      int equals = parameter.indexOf('=');
      String given = equals < 0 ? parameter : parameter.substring(0, equals);
      String name = LIBPQ.getOrDefault(given, given);
      if (equals < 0 || PGProperty.forName(name) == null) {
        throw new ToolException(
            "The URL's parameter '%s' is unknown; the driver would overlook it".formatted(given));
      }
      put(properties, name, decoded(parameter.substring(equals + 1)));
    }
  }

  private static String place(String rest, Properties properties, Map<String, String> environment) {
    int slash = rest.indexOf('/');
    String hosts = slash < 0 ? rest : rest.substring(0, slash);
    String database = slash < 0 ? "" : decoded(rest.substring(slash + 1));
    if (hosts.startsWith("%2F") || hosts.startsWith("%2f")) {
      throw new ToolException("The driver reaches Postgres over TCP only. Give a host and a port");
    }
    if (hosts.isEmpty()) {
      String host = environment.getOrDefault("PGHOST", "localhost");
      hosts = host.startsWith("/") ? "localhost" : host;
      hosts += ":" + environment.getOrDefault("PGPORT", "5432");
    }
    if (database.isEmpty()) {
      database = environment.getOrDefault("PGDATABASE", properties.getProperty("user", ""));
    }
    if (database.isEmpty()) {
      throw new ToolException("The URL names no database. Give one like " + EXAMPLE);
    }
    return hosts + "/" + URLEncoder.encode(database, StandardCharsets.UTF_8).replace("+", "%20");
  }

  private static void put(Properties properties, String name, @Nullable String value) {
    if (value != null && !value.isEmpty()) {
      properties.setProperty(name, value);
    }
  }

  private static String decoded(String text) {
    return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
  }

  /** A new connection, in auto-commit. */
  public Connection connect() {
    try {
      return DriverManager.getConnection("jdbc:postgresql://" + place, properties);
    } catch (SQLException e) {
      throw new ToolException("Cannot connect to %s: %s".formatted(place, SqlProblems.told(e)), e);
    }
  }

  /** The hosts and the database, nothing secret. */
  @Override
  public String toString() {
    return place;
  }
}
