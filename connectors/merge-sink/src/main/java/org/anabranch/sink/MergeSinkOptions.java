package org.anabranch.sink;

import java.time.Duration;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
import org.anabranch.records.config.ContextOptions;
import org.anabranch.records.config.ExternalOrigins;
import org.anabranch.records.config.ExternalTable;
import org.anabranch.records.error.ErrorPolicy;
import org.anabranch.sink.column.DeletePolicy;
import org.anabranch.sink.plan.ConflictPolicy;
import org.anabranch.sink.plan.Strategy;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;
import org.apache.kafka.common.config.ConfigDef.Range;
import org.apache.kafka.common.config.ConfigDef.ValidString;
import org.apache.kafka.common.config.ConfigDef.Width;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.config.ConfigValue;

/**
 * What every merge sink is told, whatever its store.
 *
 * @param orphansInterval how often rows are counted that refer to nothing; zero for never
 * @param tombstoneRetention how long what is known of a row is kept for members that are silent
 * @param onError what becomes of a record that cannot be merged; where Connect has a dead letter
 *     queue or an error log, the record is reported there and recorded in the conflict table,
 *     whatever this says, and {@code errors.tolerance} decides whether the task goes on
 * @param retriesMax how often in a row a batch is offered again; negative for as long as it takes
 */
public record MergeSinkOptions(
    ContextOptions context,
    MergeStrategies strategies,
    ForeignKeyPolicies foreignKeys,
    Duration orphansInterval,
    TruncatePolicy truncates,
    Duration tombstoneRetention,
    ErrorPolicy onError,
    int batchRowsMax,
    int retriesMax,
    Duration retryBackoff) {

  public static final String MERGE_STRATEGY = "merge.strategy";
  public static final String MERGE_COLUMNS = "merge.columns";
  public static final String ENCRYPTED_COLUMNS = "encrypted.columns";
  public static final String CONFLICT_POLICY = "conflict.policy";
  public static final String DELETE_POLICY = "delete.policy";
  public static final String FK_POLICY = "fk.policy";
  public static final String FK_ORPHANS_INTERVAL_MS = "fk.orphans.interval.ms";
  public static final String TRUNCATE_POLICY = "truncate.policy";
  public static final String TOMBSTONE_RETENTION_MS = "tombstone.retention.ms";
  public static final String BATCH_ROWS_MAX = "batch.rows.max";
  public static final String MAX_RETRIES = "max.retries";
  public static final String RETRY_BACKOFF_MS = "retry.backoff.ms";
  public static final long TOMBSTONE_RETENTION_MS_DEFAULT = Duration.ofDays(7).toMillis();
  public static final int BATCH_ROWS_MAX_DEFAULT = 10_000;
  public static final int MAX_RETRIES_DEFAULT = -1;
  public static final long RETRY_BACKOFF_MS_DEFAULT = 3_000;

  private static final String MERGE = "Merge";
  private static final String FAILURES = "Failures";
  private static final int BATCH_ROWS_LIMIT = 1_000_000;

  /**
   * Where other systems write, the last writer's whole row has to be the row in every region.
   *
   * @throws ConfigException for a table that is merged otherwise
   */
  private static void checkExternal(
      ExternalOrigins external, MergeStrategies strategies, ForeignKeyPolicies foreignKeys) {
    for (ExternalTable table : external.tables()) {
      Strategy strategy = strategies.of(table.table());
      if (strategy.columns() != null
          || strategy.conflicts().keepsLocal()
          || foreignKeys.checks(table.table())) {
        throw new ConfigException(
            ContextOptions.EXTERNAL_ORIGINS
                + ": events of other systems are whole rows of which the last one counts, so "
                + table.table()
                + " can neither be merged by column nor under a "
                + CONFLICT_POLICY
                + " by which regions keep their own versions, nor can its foreign keys be checked."
                + " Leave it out here, or merge it by "
                + MergeStrategy.LAST_WRITER_WINS.option());
      }
    }
  }

  /** Adds these options, and the ones of {@link ContextOptions}, to a store's own. */
  public static ConfigDef define(ConfigDef options) {
    defineMerge(ContextOptions.define(options));
    defineForeignKeys(options);
    defineFailures(options);
    return options;
  }

  private static void defineMerge(ConfigDef options) {
    options
        .define(
            MERGE_STRATEGY,
            ConfigDef.Type.STRING,
            MergeStrategy.LAST_WRITER_WINS.option(),
            oneOf(MergeStrategy.values(), MergeStrategy::option),
            Importance.HIGH,
            "What happens to changes of one row that two regions made without having seen each"
                + " other's. last-writer-wins and version-vector show the last writer's row and"
                + " record the other in the conflict table: the one as settled, the other as open"
                + " for a person to resolve by an ordinary write. per-column merges each column by"
                + " itself, so that only what two regions wrote into one column is a conflict; its"
                + " tables need REPLICA IDENTITY FULL in every region. For a single table"
                + " merge.strategy.<schema>.<table> says otherwise, with the table's name at its"
                + " origin. The same in every region. docs/operations/merges.md says which to choose,"
                + " docs/operations/conflicts.md how conflicts are looked at and settled.",
            MERGE,
            1,
            Width.MEDIUM,
            "Merge strategy")
        .define(
            MERGE_COLUMNS,
            ConfigDef.Type.LIST,
            "",
            Importance.HIGH,
            "Columns with merges of their own, as schema.table.column:merge: counter (what"
                + " everybody adds adds up), set (an array to which elements are added and from"
                + " which they are removed), append (a list to which entries are appended, such as"
                + " the messages of a conversation), json (a jsonb document, or a field of MongoDB's"
                + " documents: the last writer of each path; json(log=append tags=set) merges arrays"
                + " in a jsonb document), max, min, text (all"
                + " versions, marked), register (the last writer), custom:<name>"
                + " (docs/merge-functions.md), local (each region's own, never written from"
                + " another), raised(title body) (the same, a flag that the sink raises where it"
                + " writes one of these columns; docs/embeddings.md). A table that is named here is merged by column, and"
                + " its other columns are registers. Of a collection of MongoDB fields are named"
                + " that are merged by json or register; * stands for all others. The same in every region."
                + " docs/operations/merges.md says which to choose.",
            MERGE,
            2,
            Width.LONG,
            "Columns with merges of their own")
        .define(
            ENCRYPTED_COLUMNS,
            ConfigDef.Type.LIST,
            "",
            Importance.MEDIUM,
            "Columns that hold ciphertexts in this region's database, each with the column of its"
                + " keyed hash, as schema.table.column:index, for example"
                + " app.customer.email:email_index. Two ciphertexts beside one hash count as the"
                + " same value: to encrypt it anew is no change, and regions that write it at the"
                + " same time are not in conflict. A ciphertext and its hash are one value, of one"
                + " writer. Only in regions whose sinks do not decrypt the column."
                + " docs/operations/merges.md says more.",
            MERGE,
            3,
            Width.LONG,
            "Encrypted columns")
        .define(
            CONFLICT_POLICY,
            ConfigDef.Type.STRING,
            ConflictPolicies.option(ConflictPolicy.RESOLVE),
            oneOf(ConflictPolicy.values(), ConflictPolicies::option),
            Importance.MEDIUM,
            "What a region shows of a row that it and another region have changed without having"
                + " seen each other's change: resolve shows what merge.strategy says, in every"
                + " region the same. keep-local goes on showing what the region itself wrote last;"
                + " both versions are recorded in the conflict table as open, regions differ in"
                + " that row, and the next write of the row by who has seen both, a person's or an"
                + " application's, is the row everywhere. quarantine is keep-local and sends the"
                + " change to the dead letter queue with both versions: it needs"
                + " errors.deadletterqueue.topic.name and errors.tolerance=all. Not for tables that"
                + " are merged by column. For a single table conflict.policy.<schema>.<table> says"
                + " otherwise, with the table's name at its origin. The same in every region."
                + " docs/operations/conflicts.md says more.",
            MERGE,
            4,
            Width.SHORT,
            "Conflicts")
        .define(
            DELETE_POLICY,
            ConfigDef.Type.STRING,
            DeletePolicies.option(DeletePolicy.LAST_WRITER_WINS),
            oneOf(DeletePolicy.values(), DeletePolicies::option),
            Importance.MEDIUM,
            "Whether there is a row that one region deleted and another one wrote without having"
                + " seen that: last-writer-wins asks which was later, add-wins keeps the row,"
                + " delete-wins removes it. The last two are for tables that are merged by column"
                + " (merge.strategy=per-column). What was lost is recorded in the conflict table."
                + " For a single table delete.policy.<schema>.<table> says otherwise, with the"
                + " table's name at its origin. The same in every region.",
            MERGE,
            5,
            Width.SHORT,
            "Deletes")
        .define(
            TRUNCATE_POLICY,
            ConfigDef.Type.STRING,
            TruncatePolicy.FAIL.option(),
            oneOf(TruncatePolicy.values(), TruncatePolicy::option),
            Importance.MEDIUM,
            "What happens when a table was truncated elsewhere: fail stops the task, deletes"
                + " removes every row that the truncating region had seen, ignore keeps the rows."
                + " The same in every region, and not changed while truncates are under way.",
            MERGE,
            6,
            Width.SHORT,
            "Truncates")
        .define(
            TOMBSTONE_RETENTION_MS,
            ConfigDef.Type.LONG,
            TOMBSTONE_RETENTION_MS_DEFAULT,
            Range.atLeast(1),
            Importance.MEDIUM,
            "How many milliseconds what is known of a changed or deleted row is kept for members"
                + " that do not acknowledge the change. Once every member has, it is forgotten at"
                + " once. A member that is silent for longer has to join anew: its changes are"
                + " refused, or deleted rows might come back. The default is that of Kafka's"
                + " topics.",
            MERGE,
            7,
            Width.SHORT,
            "Tombstone retention (ms)")
        .define(
            BATCH_ROWS_MAX,
            ConfigDef.Type.INT,
            BATCH_ROWS_MAX_DEFAULT,
            Range.between(1, BATCH_ROWS_LIMIT),
            Importance.LOW,
            "How many changes are merged in one transaction at most. Connect hands over as many"
                + " as consumer.override.max.poll.records says.",
            MERGE,
            8,
            Width.SHORT,
            "Largest batch (rows)");
  }

  private static void defineForeignKeys(ConfigDef options) {
    options
        .define(
            FK_POLICY,
            ConfigDef.Type.STRING,
            ForeignKeyPolicy.TRUST.option(),
            oneOf(ForeignKeyPolicy.values(), ForeignKeyPolicy::option),
            Importance.MEDIUM,
            "What becomes of a row that refers by a foreign key to one that is not there, since another"
                + " region deleted that or it is on its way: trust writes it, as Postgres' own"
                + " replication does. check keeps it out of its table until what it refers to is there,"
                + " in every region the same; it takes an index on the referring columns, and tables"
                + " whose rows are merged as a whole. For a single table, the one that refers,"
                + " fk.policy.<schema>.<table> says otherwise, with the table's name at its origin. The"
                + " same in every region. docs/operations/foreign-keys.md says more.",
            MERGE,
            8,
            Width.SHORT,
            "Foreign keys")
        .define(
            FK_ORPHANS_INTERVAL_MS,
            ConfigDef.Type.LONG,
            0L,
            Range.atLeast(0),
            Importance.LOW,
            "How often, in milliseconds, one task counts the rows of all merged tables that refer by"
                + " a foreign key to rows that are not there, for the metric orphan-rows; 0 for"
                + " never. It reads whole tables, for ten seconds a foreign key at most, and"
                + " merges nothing meanwhile: an hour or a day rather than a minute.",
            MERGE,
            9,
            Width.SHORT,
            "Count of orphans (ms)");
  }

  private static void defineFailures(ConfigDef options) {
    ErrorPolicy.define(options, FAILURES, 1)
        .define(
            MAX_RETRIES,
            ConfigDef.Type.INT,
            MAX_RETRIES_DEFAULT,
            Range.atLeast(-1),
            Importance.MEDIUM,
            "How often in a row a batch is offered again, while the store cannot be reached or"
                + " others are in the way, before the task fails; -1 for as long as it takes.",
            FAILURES,
            2,
            Width.SHORT,
            "Largest number of retries")
        .define(
            RETRY_BACKOFF_MS,
            ConfigDef.Type.LONG,
            RETRY_BACKOFF_MS_DEFAULT,
            Range.atLeast(0),
            Importance.MEDIUM,
            "How many milliseconds pass before a batch is offered again.",
            FAILURES,
            3,
            Width.SHORT,
            "Retry backoff (ms)");
  }

  private static <E> ValidString oneOf(E[] values, Function<E, String> option) {
    return ValidString.in(Arrays.stream(values).map(option).toArray(String[]::new));
  }

  /**
   * Reads the options from a parsed configuration whose definition went through {@link #define}.
   *
   * @throws ConfigException where they contradict each other
   */
  public static MergeSinkOptions of(AbstractConfig config) {
    MergeStrategies strategies =
        ConflictPolicies.under(
            ConflictPolicies.of(config.getString(CONFLICT_POLICY)),
            DeletePolicies.under(
                DeletePolicies.of(config.getString(DELETE_POLICY)),
                EncryptedColumnLists.in(
                    MergeStrategies.of(
                        MergeStrategy.of(config.getString(MERGE_STRATEGY)),
                        config.getList(MERGE_COLUMNS),
                        config.originals()),
                    config.getList(ENCRYPTED_COLUMNS)),
                config.originals()),
            config.originals());
    ContextOptions context = ContextOptions.of(config);
    ForeignKeyPolicies foreignKeys =
        ForeignKeyPolicies.of(
            ForeignKeyPolicy.of(config.getString(FK_POLICY)), strategies, config.originals());
    checkExternal(context.external(), strategies, foreignKeys);
    return new MergeSinkOptions(
        context,
        strategies,
        foreignKeys,
        Duration.ofMillis(config.getLong(FK_ORPHANS_INTERVAL_MS)),
        TruncatePolicy.of(config.getString(TRUNCATE_POLICY)),
        Duration.ofMillis(config.getLong(TOMBSTONE_RETENTION_MS)),
        ErrorPolicy.of(config.getString(ErrorPolicy.OPTION)),
        config.getInt(BATCH_ROWS_MAX),
        config.getInt(MAX_RETRIES),
        Duration.ofMillis(config.getLong(RETRY_BACKOFF_MS)));
  }

  /**
   * The same where rows are documents, whose fields come and go.
   *
   * @throws ConfigException where columns have merges that fields cannot have
   */
  public MergeSinkOptions byField() {
    return new MergeSinkOptions(
        context,
        strategies.byField(),
        foreignKeys,
        orphansInterval,
        truncates,
        tombstoneRetention,
        onError,
        batchRowsMax,
        retriesMax,
        retryBackoff);
  }

  /**
   * Adds to Connect's validation what the options say that it does not know by their names.
   *
   * @param validated what Connect says of each option that it knows
   */
  public static void check(Collection<ConfigValue> validated, Map<String, String> configuration) {
    try {
      MergeStrategies strategies = strategies(configuration);
      ForeignKeyPolicies foreignKeys =
          ForeignKeyPolicies.of(
              usual(configuration, FK_POLICY, ForeignKeyPolicy::of, ForeignKeyPolicy.TRUST),
              strategies,
              configuration);
      checkExternal(external(configuration), strategies, foreignKeys);
    } catch (ConfigException e) {
      String message = String.valueOf(e.getMessage());
      String option =
          Stream.of(
                  MERGE_COLUMNS,
                  ENCRYPTED_COLUMNS,
                  CONFLICT_POLICY,
                  DELETE_POLICY,
                  FK_POLICY,
                  ContextOptions.EXTERNAL_ORIGINS)
              .filter(message::startsWith)
              .findFirst()
              .orElse(MERGE_STRATEGY);
      validated.stream()
          .filter(value -> value.name().equals(option))
          .forEach(value -> value.addErrorMessage(message));
    }
  }

  /** None where what is said of them is wrong, which is told already. */
  private static ExternalOrigins external(Map<String, String> configuration) {
    String option = ContextOptions.EXTERNAL_ORIGINS;
    try {
      return ExternalOrigins.parse(option, list(configuration, option), 0);
    } catch (ConfigException e) {
      return ExternalOrigins.NONE;
    }
  }

  private static MergeStrategies strategies(Map<String, String> configuration) {
    return ConflictPolicies.under(
        usual(configuration, CONFLICT_POLICY, ConflictPolicies::of, ConflictPolicy.RESOLVE),
        DeletePolicies.under(
            usual(configuration, DELETE_POLICY, DeletePolicies::of, DeletePolicy.LAST_WRITER_WINS),
            EncryptedColumnLists.in(
                MergeStrategies.of(
                    usual(
                        configuration,
                        MERGE_STRATEGY,
                        MergeStrategy::of,
                        MergeStrategy.LAST_WRITER_WINS),
                    list(configuration, MERGE_COLUMNS),
                    configuration),
                list(configuration, ENCRYPTED_COLUMNS)),
            configuration),
        configuration);
  }

  private static List<String> list(Map<String, String> configuration, String option) {
    Object parsed =
        ConfigDef.parseType(option, configuration.getOrDefault(option, ""), ConfigDef.Type.LIST);
    return ((List<?>) parsed).stream().map(String::valueOf).toList();
  }

  /** What is said of all tables; the default where that is wrong, which is told already. */
  private static <V> V usual(
      Map<String, String> configuration, String option, Function<String, V> reading, V usual) {
    try {
      String value = configuration.get(option);
      return value == null ? usual : reading.apply(value);
    } catch (IllegalArgumentException e) {
      return usual;
    }
  }

  /**
   * Reads the options out of a connector's whole configuration.
   *
   * @throws ConfigException where one of them is missing or wrong
   */
  public static MergeSinkOptions of(Map<String, String> configuration) {
    return of(new AbstractConfig(define(new ConfigDef()), configuration, false));
  }
}
