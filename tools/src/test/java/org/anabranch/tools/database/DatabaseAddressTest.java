package org.anabranch.tools.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Map;
import org.anabranch.testkit.servers.PostgresDatabase;
import org.anabranch.testkit.servers.PostgresServer;
import org.anabranch.tools.console.ToolException;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class DatabaseAddressTest {

  @ParameterizedTest
  @CsvSource({
    "postgresql://u@h:5433/d, h:5433/d",
    "postgres://h/d?sslmode=require, h/d",
    "jdbc:postgresql://h:1/d?user=u, h:1/d",
    "postgresql://u:p%40ss@h1:1/some%20thing, h1:1/some%20thing",
    "postgresql://[::1]:5432/d, [::1]:5432/d",
    "postgresql:///d, db.internal:6000/d",
    "postgresql://u@h, h/fallback",
  })
  void is_read_as_psql_reads_it(String url, String place) {
    Map<String, String> environment =
        Map.of("PGHOST", "db.internal", "PGPORT", "6000", "PGDATABASE", "fallback");

    assertThat(DatabaseAddress.of(url, null, null, environment)).hasToString(place);
  }

  @ParameterizedTest
  @CsvSource({
    "h:5432/d, The URL is of no Postgres database",
    "mysql://h/d, The URL is of no Postgres database",
    "postgresql://h, The URL names no database",
    "postgresql://h/d?sslmod=verify-full, The URL's parameter 'sslmod' is unknown",
    "postgresql://%2Fvar%2Frun/d, over TCP only",
  })
  void what_cannot_be_meant_is_refused(String url, String message) {
    assertThatThrownBy(() -> DatabaseAddress.of(url, null, null, Map.of()))
        .isInstanceOf(ToolException.class)
        .hasMessageContaining(message);
  }

  @Test
  void the_password_comes_from_the_file_before_the_url_before_the_environment()
      throws SQLException {
    try (PostgresServer server = PostgresServer.start()) {
      PostgresDatabase database = server.database("postgres");
      database.execute("CREATE ROLE somebody LOGIN PASSWORD 'right'");
      String place = "%s:%d/postgres".formatted(database.host(), database.port());

      connects("postgresql://somebody:wrong@" + place, "right", "wrong too");
      connects("postgresql://somebody:right@" + place, null, "wrong");
      connects("postgresql://somebody@" + place, null, "right");
    }
  }

  private static void connects(
      String url, @org.jspecify.annotations.Nullable String given, String environment)
      throws SQLException {
    DatabaseAddress address =
        DatabaseAddress.of(url, null, given, Map.of("PGPASSWORD", environment));
    try (Connection connection = address.connect()) {
      assertThat(connection.getMetaData().getUserName()).isEqualTo("somebody");
    }
    assertThat(address.toString()).doesNotContain("right", "wrong", "somebody");
  }
}
