package org.anabranch.capture.mongodb;

import com.mongodb.ConnectionString;
import com.mongodb.ReadPreference;
import java.util.Locale;
import java.util.Map;
import org.anabranch.capture.config.Problems;
import org.jspecify.annotations.Nullable;

/**
 * The connection string, which holds secrets and is never shown. A snapshot has to see everything
 * that its resume token lies behind, and nothing that a fail-over may still take back.
 */
final class ConnectionText {

  static final String OPTION = "mongodb.connection.string";
  private static final String READ_CONCERN = "readConcernLevel";
  private static final String AFTER_SCHEME = "://";

  private ConnectionText() {}

  /** Refuses to read from servers that may be behind the log. */
  static void check(Map<String, String> given, Problems problems) {
    ReadPreference preference = preference(given.get(OPTION));
    if (preference != null && !preference.equals(ReadPreference.primary())) {
      problems.add(
          OPTION,
          "readPreference="
              + preference.getName()
              + " may read documents that are older than the place in the log from which changes"
              + " are read, and lose what lies between. Remove readPreference");
    }
  }

  private static @Nullable ReadPreference preference(@Nullable String connection) {
    try {
      return connection == null ? null : new ConnectionString(connection).getReadPreference();
    } catch (IllegalArgumentException e) {
      // Debezium's own validation says so.
      return null;
    }
  }

  /** The same, reading only what a majority of the members has; as it is where it says another. */
  static String withMajority(String connection) {
    if (connection.toLowerCase(Locale.ROOT).contains(READ_CONCERN.toLowerCase(Locale.ROOT))) {
      return connection;
    }
    String separator;
    if (connection.contains("?")) {
      separator = "&";
    } else {
      int hosts = connection.indexOf(AFTER_SCHEME) + AFTER_SCHEME.length();
      separator = connection.indexOf('/', hosts) < 0 ? "/?" : "?";
    }
    return connection + separator + READ_CONCERN + "=majority";
  }
}
