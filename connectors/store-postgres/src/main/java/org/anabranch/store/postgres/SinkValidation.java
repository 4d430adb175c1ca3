package org.anabranch.store.postgres;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.anabranch.records.config.ContextOptions;
import org.anabranch.records.mapping.DocumentMapping;
import org.anabranch.records.mapping.DocumentMappingOption;
import org.anabranch.sink.MergeSinkOptions;
import org.anabranch.sink.MergeStrategies;
import org.anabranch.store.postgres.check.DatabaseChecks;
import org.anabranch.store.postgres.check.MappingChecks;
import org.anabranch.store.postgres.check.Problems;
import org.anabranch.store.postgres.failure.SqlFailures;
import org.anabranch.store.postgres.options.ConnectionOptions;
import org.anabranch.store.postgres.options.PostgresStoreOptions;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.config.ConfigValue;
import org.jspecify.annotations.Nullable;

/** Completes Connect's validation of the single options with what only the database can tell. */
final class SinkValidation {

  private static final Set<String> LEADING_TO_THE_DATABASE =
      Set.of(
          ConnectionOptions.URL,
          ConnectionOptions.USER,
          ConnectionOptions.PASSWORD,
          PostgresStoreOptions.CAPTURE_PUBLICATION,
          PostgresStoreOptions.TABLE_NAME_FORMAT,
          PostgresStoreOptions.SCHEMA_MANAGEMENT,
          PostgresStoreOptions.AUTO_CREATE,
          PostgresStoreOptions.AUTO_EVOLVE,
          PostgresStoreOptions.CONFLICT_TABLE);

  private SinkValidation() {}

  static void complete(List<ConfigValue> values, Map<String, String> configuration) {
    ContextOptions.checkMembership(values);
    MergeSinkOptions.check(values, configuration);
    boolean reachable =
        values.stream()
            .filter(value -> LEADING_TO_THE_DATABASE.contains(value.name()))
            .allMatch(value -> value.errorMessages().isEmpty());
    if (reachable) {
      Problems problems = new Problems();
      MergeStrategies strategies = strategies(values, configuration);
      DocumentMapping mapping = mapping(values, configuration, strategies, problems);
      look(PostgresStoreOptions.of(configuration), strategies, mapping, problems);
      problems.addTo(values);
    }
  }

  /** Nothing is mapped where that cannot be read, which is told already. */
  private static DocumentMapping mapping(
      List<ConfigValue> values,
      Map<String, String> configuration,
      @Nullable MergeStrategies strategies,
      Problems problems) {
    boolean readable =
        values.stream()
            .filter(value -> value.name().equals(DocumentMappingOption.NAME))
            .allMatch(value -> value.errorMessages().isEmpty());
    if (!readable) {
      return DocumentMapping.NONE;
    }
    DocumentMapping mapping = DocumentMappingOption.of(configuration);
    try {
      if (strategies != null) {
        MappingChecks.refuseColumns(mapping, strategies);
      }
    } catch (ConfigException e) {
      problems.add(MergeSinkOptions.MERGE_STRATEGY, String.valueOf(e.getMessage()));
    }
    return mapping;
  }

  /** Null where they cannot be read, which is told already. */
  private static @Nullable MergeStrategies strategies(
      List<ConfigValue> values, Map<String, String> configuration) {
    return values.stream().allMatch(value -> value.errorMessages().isEmpty())
        ? MergeSinkOptions.of(configuration).strategies()
        : null;
  }

  private static void look(
      PostgresStoreOptions options,
      @Nullable MergeStrategies strategies,
      DocumentMapping mapping,
      Problems problems) {
    try (Connection connection = options.connection().connect()) {
      check(connection, options, strategies, mapping, problems);
    } catch (SQLException e) {
      addUnreachable(e, problems);
    }
  }

  private static void check(
      Connection connection,
      PostgresStoreOptions options,
      @Nullable MergeStrategies strategies,
      DocumentMapping mapping,
      Problems problems) {
    try {
      new DatabaseChecks(connection, options, strategies, problems).check();
      new MappingChecks(mapping, problems).check(connection, options.tableNameFormat());
    } catch (SQLException e) {
      problems.add(
          ConnectionOptions.URL,
          "The database could not be looked at: SQLSTATE " + SqlFailures.state(e));
    }
  }

  /** What the driver says of a connection names host, role and database, and no row's values. */
  private static void addUnreachable(SQLException failure, Problems problems) {
    String said = " (" + failure.getMessage() + ")";
    switch (SqlFailures.state(failure).substring(0, 2)) {
      case "28" -> {
        String message =
            "The server refuses this role or password"
                + said
                + ". Mend connection.user or connection.password, or run: ALTER ROLE <role> LOGIN"
                + " PASSWORD '<password>'; pg_hba.conf must let the worker's address in too";
        problems.add(ConnectionOptions.USER, message);
        problems.add(ConnectionOptions.PASSWORD, message);
      }
      case "3D" ->
          problems.add(
              ConnectionOptions.URL,
              "There is no such database"
                  + said
                  + ". Mend the URL, or run: CREATE DATABASE <name>");
      default ->
          problems.add(
              ConnectionOptions.URL,
              "The database cannot be reached from this worker"
                  + said
                  + ". Look at host, port, network and max_connections");
    }
  }
}
