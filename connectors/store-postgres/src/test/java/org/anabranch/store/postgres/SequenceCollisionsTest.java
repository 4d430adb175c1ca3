package org.anabranch.store.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import org.anabranch.model.version.Members;
import org.anabranch.model.version.Origin;
import org.anabranch.store.postgres.catalog.SqlName;
import org.anabranch.store.postgres.schema.SequenceCollisions;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class SequenceCollisionsTest {

  private static final Origin A = new Origin("a");
  private static final Origin B = new Origin("b");

  private final TestDatabase database =
      TestDatabase.with(
          "CREATE TABLE s (id serial PRIMARY KEY, ticket bigserial, v text)",
          "CREATE TABLE i (id bigint GENERATED ALWAYS AS IDENTITY UNIQUE)",
          "CREATE TABLE far (id int GENERATED ALWAYS AS IDENTITY (INCREMENT BY 2) PRIMARY KEY)",
          "INSERT INTO s (v) SELECT 'x' FROM generate_series(1, 10)");

  private List<String> warnings(Origin own, String table) throws SQLException {
    try (Connection connection = database.connect()) {
      return new SequenceCollisions(own, new Members(List.of(A, B)))
          .of(connection, new SqlName("public", table));
    }
  }

  @Test
  void keys_numbered_alike_in_every_region_are_told_with_the_statement_that_mends_them()
      throws SQLException {
    assertThat(warnings(A, "s"))
        .singleElement()
        .asString()
        .contains("ALTER SEQUENCE \"public\".\"s_id_seq\" INCREMENT BY 2 RESTART WITH 12,");
    assertThat(warnings(B, "s"))
        .singleElement()
        .asString()
        .contains("INCREMENT BY 2 RESTART WITH 11,");
    assertThat(warnings(A, "i")).hasSize(1);
  }

  @Test
  void the_statement_mends_it() throws SQLException {
    database.execute(
        "ALTER SEQUENCE \"public\".\"s_id_seq\" INCREMENT BY 2 RESTART WITH 12",
        "INSERT INTO s (v) VALUES ('y'), ('z')");

    assertThat(warnings(A, "s")).isEmpty();
    assertThat(database.text("SELECT string_agg(id::text, ',') FROM s WHERE v <> 'x'"))
        .isEqualTo("12,14");
  }

  @Test
  void steps_wide_enough_are_no_collision() throws SQLException {
    assertThat(warnings(A, "far")).isEmpty();
  }
}
