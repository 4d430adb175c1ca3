package org.anabranch.transforms.embeddings;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.anabranch.model.change.TableName;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;
import org.apache.kafka.common.config.ConfigDef.LambdaValidator;
import org.apache.kafka.common.config.ConfigDef.ValidString;
import org.apache.kafka.common.config.ConfigDef.Width;
import org.apache.kafka.common.config.ConfigException;
import org.jspecify.annotations.Nullable;

/**
 * The options of {@code DropEmbeddings}.
 *
 * @param tables those that have vectors
 * @param flag the column that says that a vector is out of date; null where there is none
 * @param own columns beside the vector that tell of it, each region's own as well
 * @param model what made the vectors; null where that is not said
 * @param modelColumn the column that says it; null where there is none
 * @param hashes whether the content's hash is told
 */
public record DropEmbeddingsOptions(
    Map<TableName, EmbeddedTable> tables,
    @Nullable String flag,
    Set<String> own,
    @Nullable String model,
    @Nullable String modelColumn,
    boolean hashes) {

  static final String EMBEDDINGS = "embeddings";
  static final String STALE = "stale.column";
  static final String OWN = "own.columns";
  static final String MODEL = "model";
  static final String MODEL_COLUMN = "model.column";
  static final String HASH = "content.hash";

  private static final String SHA_256 = "sha256";
  private static final String GROUP = "Embeddings";

  /** What there is to configure. */
  public static ConfigDef definition() {
    ConfigDef options =
        new ConfigDef()
            .define(
                EMBEDDINGS,
                ConfigDef.Type.LIST,
                ConfigDef.NO_DEFAULT_VALUE,
                LambdaValidator.with(
                    DropEmbeddingsOptions::check,
                    () -> "list of <schema>.<table>.<column>:<columns>"),
                Importance.HIGH,
                "The columns of vectors, each with the columns that it is computed from, as"
                    + " <schema>.<table>.<column>:<columns>, for example"
                    + " assistant.document.embedding:title body. The vectors never leave.",
                GROUP,
                0,
                Width.LONG,
                "Embeddings")
            .define(
                STALE,
                ConfigDef.Type.STRING,
                "embedding_stale",
                Importance.HIGH,
                "The boolean column of these tables that says that a vector is out of date: true in"
                    + " new rows and where a column was changed that a vector is computed from;"
                    + " else it is left out, since whether its own vector is out of date each"
                    + " region knows by itself. Empty where the tables have none.",
                GROUP,
                1,
                Width.MEDIUM,
                "Column of what is stale")
            .define(
                OWN,
                ConfigDef.Type.LIST,
                "",
                Importance.MEDIUM,
                "Names of other columns of these tables that tell of the region's own vector, such"
                    + " as by which model it was made and when. They are left out as well.",
                GROUP,
                2,
                Width.LONG,
                "Columns about the vector");
    return describing(options);
  }

  private static ConfigDef describing(ConfigDef options) {
    return options
        .define(
            MODEL,
            ConfigDef.Type.STRING,
            null,
            Importance.LOW,
            "The model that makes this region's vectors, for the header anabranch.embedding.",
            GROUP,
            3,
            Width.MEDIUM,
            "Model")
        .define(
            MODEL_COLUMN,
            ConfigDef.Type.STRING,
            null,
            Importance.LOW,
            "The column that says which model made a row's vector, for the same header. Instead of"
                + " model.",
            GROUP,
            4,
            Width.MEDIUM,
            "Column of the model")
        .define(
            HASH,
            ConfigDef.Type.STRING,
            SHA_256,
            ValidString.in(SHA_256, "none"),
            Importance.LOW,
            "Whether the same header tells a hash of the columns that a vector is computed from:"
                + " sha256 or none. Whoever can guess a content can try it on a hash; so put this"
                + " transform behind one that encrypts the content, or choose none.",
            GROUP,
            5,
            Width.SHORT,
            "Hash of the content");
  }

  private static void check(String name, @Nullable Object value) {
    if (!(value instanceof List<?> entries) || entries.isEmpty()) {
      throw new ConfigException(name, null, "Name at least one column of vectors");
    }
    tables(entries.stream().map(String::valueOf).toList());
  }

  private static Map<TableName, EmbeddedTable> tables(List<String> entries) {
    try {
      return EmbeddedTable.read(entries);
    } catch (IllegalArgumentException e) {
      throw new ConfigException(EMBEDDINGS + ": " + e.getMessage());
    }
  }

  /**
   * Of a transform's configuration.
   *
   * @throws ConfigException where it is wrong; says what, and how to mend it
   */
  public static DropEmbeddingsOptions of(Map<String, ?> configuration) {
    AbstractConfig config = new AbstractConfig(definition(), configuration, false);
    DropEmbeddingsOptions options =
        new DropEmbeddingsOptions(
            tables(config.getList(EMBEDDINGS)),
            named(config, STALE),
            Set.copyOf(config.getList(OWN)),
            named(config, MODEL),
            named(config, MODEL_COLUMN),
            config.getString(HASH).equals(SHA_256));
    if (options.model != null && options.modelColumn != null) {
      throw new ConfigException("Give either %s or %s".formatted(MODEL, MODEL_COLUMN));
    }
    options.tables.forEach((table, embedded) -> options.check(table, embedded));
    return options;
  }

  private static @Nullable String named(AbstractConfig config, String option) {
    String name = config.getString(option);
    return name == null || name.isBlank() ? null : name.strip();
  }

  private void check(TableName table, EmbeddedTable embedded) {
    Set<String> sources = embedded.allSources();
    Set<String> wrong = new TreeSet<>(dropped(embedded));
    if (flag != null) {
      wrong.add(flag);
    }
    wrong.retainAll(sources);
    if (!wrong.isEmpty()) {
      throw new ConfigException(
          ("%s: the vectors of %s are computed from %s, which %s does not share with others. Name"
                  + " the columns that hold the content")
              .formatted(EMBEDDINGS, table, wrong, table));
    }
  }

  /** The columns of a table that are always left out. */
  Set<String> dropped(EmbeddedTable table) {
    Set<String> dropped = new TreeSet<>(table.vectors());
    dropped.addAll(own);
    return dropped;
  }
}
