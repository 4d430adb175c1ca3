package org.anabranch.store.postgres.options;

import java.util.Locale;
import java.util.Map;
import org.anabranch.store.postgres.catalog.SqlName;
import org.anabranch.store.postgres.catalog.TableNameFormat;
import org.anabranch.store.postgres.schema.SchemaManagement;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;
import org.apache.kafka.common.config.ConfigDef.ValidString;
import org.apache.kafka.common.config.ConfigDef.Width;
import org.apache.kafka.common.config.ConfigException;
import org.jspecify.annotations.Nullable;

/**
 * Where and how the store writes.
 *
 * @param capturePublication the publication through which this database is captured; null where
 *     nobody captures it
 * @param captureSlot the replication slot through which this database is captured
 */
public record PostgresStoreOptions(
    ConnectionOptions connection,
    @Nullable String capturePublication,
    String captureSlot,
    TableNameFormat tableNameFormat,
    SchemaManagement schemaManagement,
    boolean autoCreate,
    boolean autoEvolve,
    SqlName conflictTable) {

  public static final String CAPTURE_PUBLICATION = "capture.publication.name";
  public static final String CAPTURE_SLOT = "capture.slot.name";
  public static final String TABLE_NAME_FORMAT = "table.name.format";
  public static final String SCHEMA_MANAGEMENT = "schema.management";
  public static final String AUTO_CREATE = "auto.create";
  public static final String AUTO_EVOLVE = "auto.evolve";
  public static final String CONFLICT_TABLE = "conflict.table";
  private static final String CONFLICT_TABLE_DEFAULT = "anabranch.conflict";

  /** Debezium's own. */
  private static final String CAPTURE_SLOT_DEFAULT = "debezium";

  /** The group of options about tables. */
  public static final String TABLES = "Tables";

  /** Adds these options to others. */
  public static ConfigDef define(ConfigDef options) {
    defineDatabase(options);
    defineTables(options);
    return options;
  }

  private static void defineDatabase(ConfigDef options) {
    ConnectionOptions.define(
            options,
            "It needs SELECT, INSERT, UPDATE and DELETE on the merged tables and SET on the"
                + " parameter session_replication_role.")
        .define(
            CAPTURE_PUBLICATION,
            ConfigDef.Type.STRING,
            ConfigDef.NO_DEFAULT_VALUE,
            OptionValidators.identifierOrEmpty(),
            Importance.HIGH,
            "The publication through which this database is captured (publication.name of the"
                + " capture). The sink writes nothing before that publication contains"
                + " anabranch.watermark, by which the capture tells the sink's writes from local"
                + " ones. Empty only for a database that nobody captures.",
            ConnectionOptions.GROUP,
            4,
            Width.MEDIUM,
            "Publication of the capture")
        .define(
            CAPTURE_SLOT,
            ConfigDef.Type.STRING,
            CAPTURE_SLOT_DEFAULT,
            OptionValidators.notBlank(),
            Importance.HIGH,
            "The replication slot through which this database is captured (slot.name of the"
                + " capture). The sink writes nothing before that slot exists, and waits again while"
                + " it is gone: what is deleted then would be in no log. Of no meaning where"
                + " capture.publication.name is empty.",
            ConnectionOptions.GROUP,
            5,
            Width.MEDIUM,
            "Slot of the capture");
  }

  private static void defineTables(ConfigDef options) {
    options
        .define(
            TABLE_NAME_FORMAT,
            ConfigDef.Type.STRING,
            TableNameFormat.DEFAULT,
            OptionValidators.tableNameFormat(),
            Importance.MEDIUM,
            "How a table is called here, from the schema and name that it has at its origin:"
                + " ${schema} and ${table} stand for them.",
            TABLES,
            1,
            Width.MEDIUM,
            "Table name format")
        .define(
            SCHEMA_MANAGEMENT,
            ConfigDef.Type.STRING,
            configName(SchemaManagement.CREATE),
            ValidString.in(
                configName(SchemaManagement.CREATE), configName(SchemaManagement.REQUIRE)),
            Importance.MEDIUM,
            "Who creates the sink's own tables in schema anabranch: create leaves it to the sink;"
                + " require demands that they exist and prints the statements to the log"
                + " otherwise. The capture's role needs SELECT on anabranch.watermark,"
                + " anabranch.version and anabranch.altered.",
            TABLES,
            2,
            Width.SHORT,
            "Schema management")
        .define(
            AUTO_CREATE,
            ConfigDef.Type.BOOLEAN,
            false,
            Importance.MEDIUM,
            "Whether merged tables that are missing are created from what their records tell: no"
                + " lengths, no defaults, enums as text. Better create them as they are at their"
                + " origin.",
            TABLES,
            3,
            Width.SHORT,
            "Create missing tables")
        .define(
            AUTO_EVOLVE,
            ConfigDef.Type.BOOLEAN,
            false,
            Importance.MEDIUM,
            "Whether columns that records carry and a table lacks are added to it.",
            TABLES,
            4,
            Width.SHORT,
            "Add missing columns")
        .define(
            CONFLICT_TABLE,
            ConfigDef.Type.STRING,
            CONFLICT_TABLE_DEFAULT,
            OptionValidators.tableName(),
            Importance.LOW,
            "Where conflicts and quarantined changes are recorded, as schema.table.",
            TABLES,
            5,
            Width.MEDIUM,
            "Conflict table");
  }

  /**
   * Reads the options from a parsed configuration whose definition went through {@link #define}.
   */
  public static PostgresStoreOptions of(AbstractConfig config) {
    String publication = config.getString(CAPTURE_PUBLICATION).strip();
    return new PostgresStoreOptions(
        ConnectionOptions.of(config),
        publication.isEmpty() ? null : publication,
        config.getString(CAPTURE_SLOT).strip(),
        TableNameFormat.parse(config.getString(TABLE_NAME_FORMAT)),
        SchemaManagement.valueOf(config.getString(SCHEMA_MANAGEMENT).toUpperCase(Locale.ROOT)),
        config.getBoolean(AUTO_CREATE),
        config.getBoolean(AUTO_EVOLVE),
        SqlName.parse(config.getString(CONFLICT_TABLE)));
  }

  /**
   * Reads the options out of a connector's whole configuration.
   *
   * @throws ConfigException where one of them is missing or wrong
   */
  public static PostgresStoreOptions of(Map<String, String> configuration) {
    return of(new AbstractConfig(define(new ConfigDef()), configuration, false));
  }

  private static String configName(SchemaManagement management) {
    return management.name().toLowerCase(Locale.ROOT);
  }
}
