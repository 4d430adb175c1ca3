package org.anabranch.store.mongodb;

import com.mongodb.MongoException;
import com.mongodb.MongoSecurityException;
import com.mongodb.client.MongoClient;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.anabranch.records.config.ContextOptions;
import org.anabranch.records.mapping.DocumentMappingOption;
import org.anabranch.records.mapping.MappedTable;
import org.anabranch.sink.MergeSinkOptions;
import org.anabranch.sink.MergeStrategies;
import org.anabranch.store.mongodb.check.DeploymentChecks;
import org.anabranch.store.mongodb.failure.MongoFailures;
import org.anabranch.store.mongodb.options.ConnectionOptions;
import org.anabranch.store.mongodb.options.MongoDbStoreOptions;
import org.anabranch.store.mongodb.options.TransactionUse;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.config.ConfigValue;

/** Completes Connect's validation of the single options with what only the deployment can tell. */
final class SinkValidation {

  private static final Set<String> READ_BEFORE_LOOKING =
      Set.of(
          DocumentMappingOption.NAME,
          MongoDbStoreOptions.TRANSACTIONS,
          ConnectionOptions.URL,
          ConnectionOptions.USER,
          ConnectionOptions.PASSWORD,
          ConnectionOptions.AUTH_SOURCE);

  private SinkValidation() {}

  static void complete(List<ConfigValue> values, Map<String, String> configuration) {
    ContextOptions.checkMembership(values);
    MergeSinkOptions.check(values, configuration);
    if (isFine(
        values.stream().filter(value -> READ_BEFORE_LOOKING.contains(value.name())).toList())) {
      try {
        look(values, configuration, MongoDbStoreOptions.of(configuration));
      } catch (ConfigException e) {
        add(values, MongoDbStoreOptions.TRANSACTIONS, String.valueOf(e.getMessage()));
      }
    }
  }

  /**
   * The options of a merge in which a column is a field of a document.
   *
   * @throws ConfigException where documents cannot be merged like that, with the way out
   */
  static MergeSinkOptions byField(Map<String, String> configuration, MongoDbStoreOptions store) {
    MergeSinkOptions options = MergeSinkOptions.of(configuration).byField();
    MergeStrategies strategies = options.strategies();
    boolean byField =
        Stream.concat(Stream.of(strategies.usual()), strategies.ofTables().values().stream())
            .anyMatch(strategy -> strategy.columns() != null);
    if (byField && store.transactions() != TransactionUse.REQUIRED) {
      throw new ConfigException(
          "%s=per-column needs transactions, and %s is %s. Set it to %s in every sink of the region, or the strategy to last-writer-wins in every region"
              .formatted(
                  MergeSinkOptions.MERGE_STRATEGY,
                  MongoDbStoreOptions.TRANSACTIONS,
                  store.transactions(),
                  TransactionUse.REQUIRED));
    }
    for (MappedTable table : store.mapping().tables()) {
      if (strategies.of(table.table()).columns() != null) {
        throw new ConfigException(
            "%s is a table in other regions (%s), and is merged as a whole. Use last-writer-wins or version-vector as %s.%s in every region"
                .formatted(
                    table.table(),
                    DocumentMappingOption.NAME,
                    MergeSinkOptions.MERGE_STRATEGY,
                    table.table()));
      }
    }
    return options;
  }

  private static boolean isFine(List<ConfigValue> values) {
    return values.stream().allMatch(value -> value.errorMessages().isEmpty());
  }

  private static void look(
      List<ConfigValue> values, Map<String, String> configuration, MongoDbStoreOptions options) {
    if (isFine(values)) {
      try {
        byField(configuration, options);
      } catch (ConfigException e) {
        add(values, MergeSinkOptions.MERGE_STRATEGY, String.valueOf(e.getMessage()));
      }
    }
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
