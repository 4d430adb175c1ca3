package org.anabranch.store.mongodb;

import com.mongodb.MongoException;
import com.mongodb.MongoSecurityException;
import com.mongodb.client.MongoClient;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.anabranch.records.config.ContextOptions;
import org.anabranch.sink.MergeSinkOptions;
import org.anabranch.sink.MergeStrategies;
import org.anabranch.sink.plan.Strategy;
import org.anabranch.store.mongodb.check.DeploymentChecks;
import org.anabranch.store.mongodb.failure.MongoFailures;
import org.anabranch.store.mongodb.options.ConnectionOptions;
import org.anabranch.store.mongodb.options.MongoDbStoreOptions;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.config.ConfigValue;

/** Completes Connect's validation of the single options with what only the deployment can tell. */
final class SinkValidation {

  private static final Set<String> LEADING_THERE =
      Set.of(
          ConnectionOptions.URL,
          ConnectionOptions.USER,
          ConnectionOptions.PASSWORD,
          ConnectionOptions.AUTH_SOURCE);

  private SinkValidation() {}

  static void complete(List<ConfigValue> values, Map<String, String> configuration) {
    ContextOptions.checkMembership(values);
    MergeSinkOptions.check(values, configuration);
    if (isFine(values)) {
      try {
        refuseColumns(MergeSinkOptions.of(configuration).strategies());
      } catch (ConfigException e) {
        add(values, MergeSinkOptions.MERGE_STRATEGY, String.valueOf(e.getMessage()));
      }
    }
    if (isFine(values.stream().filter(value -> LEADING_THERE.contains(value.name())).toList())) {
      try {
        look(values, MongoDbStoreOptions.of(configuration));
      } catch (ConfigException e) {
        add(values, MongoDbStoreOptions.TRANSACTIONS, String.valueOf(e.getMessage()));
      }
    }
  }

  /**
   * Refuses strategies that this store does not have.
   *
   * @throws ConfigException with the way out
   */
  static void refuseColumns(MergeStrategies strategies) {
    boolean byColumn =
        Stream.concat(Stream.of(strategies.usual()), strategies.ofTables().values().stream())
            .map(Strategy::columns)
            .anyMatch(columns -> columns != null);
    if (byColumn) {
      throw new ConfigException(
          "Documents are merged as wholes: this sink has no "
              + MergeSinkOptions.MERGE_STRATEGY
              + "=per-column and no "
              + MergeSinkOptions.MERGE_COLUMNS
              + ". Use last-writer-wins or version-vector in every region for the tables that are"
              + " collections here");
    }
  }

  private static boolean isFine(List<ConfigValue> values) {
    return values.stream().allMatch(value -> value.errorMessages().isEmpty());
  }

  private static void look(List<ConfigValue> values, MongoDbStoreOptions options) {
    try (MongoClient client = options.connection().connect()) {
      new DeploymentChecks(client, options.transactions())
          .problems()
          .forEach(problem -> add(values, ConnectionOptions.URL, problem));
    } catch (MongoSecurityException e) {
      String message =
          "The server refuses this user or password. Mend connection.user, connection.password or"
              + " connection.auth.source";
      add(values, ConnectionOptions.USER, message);
      add(values, ConnectionOptions.PASSWORD, message);
    } catch (MongoException e) {
      add(
          values,
          ConnectionOptions.URL,
          MongoFailures.of(e, "Looking at the deployment", false).getMessage()
              + ". Look at hosts, ports, replicaSet and tls in the connection string, and at the"
              + " network between this worker and the members");
    }
  }

  private static void add(List<ConfigValue> values, String option, String message) {
    values.stream()
        .filter(value -> value.name().equals(option))
        .forEach(value -> value.addErrorMessage(message));
  }
}
