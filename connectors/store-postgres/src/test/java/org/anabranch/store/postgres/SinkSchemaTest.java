package org.anabranch.store.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import org.anabranch.store.postgres.catalog.SqlName;
import org.anabranch.store.postgres.schema.SinkSchema;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class SinkSchemaTest {

  private final TestDatabase database = TestDatabase.with();
  private final SinkSchema schema = new SinkSchema(new SqlName("anabranch", "conflict"));

  @Test
  void tables_that_another_task_has_just_created_are_of_no_older_layout() throws SQLException {
    try (Connection connection = database.connect();
        Statement statement = connection.createStatement()) {
      connection.setAutoCommit(false);
      // Its snapshot is from before the tables, as that of a query that has just begun may be.
      connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
      statement.execute("SELECT 1");
      database.execute(schema.ddl());

      assertThat(schema.missing(connection)).isEmpty();
      assertThat(schema.olderLayout(connection)).isNull();
    }
  }
}
