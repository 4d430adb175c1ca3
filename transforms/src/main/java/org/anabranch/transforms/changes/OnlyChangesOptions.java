package org.anabranch.transforms.changes;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
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
 * The options of {@code OnlyChanges}.
 *
 * @param tables expressions, one of which matches the whole name of a table whose updates are
 *     narrowed
 * @param kept columns that always stay
 * @param whole columns that always stay, and a change of which goes whole
 * @param failsWithoutBefore whether an update is refused that does not say what the row was before
 */
public record OnlyChangesOptions(
    List<Pattern> tables, Set<String> kept, Set<String> whole, boolean failsWithoutBefore) {

  static final String TABLES = "tables";
  static final String KEEP = "keep.columns";
  static final String WHOLE = "whole.columns";
  static final String WITHOUT_BEFORE = "without.before";

  private static final String FAIL = "fail";
  private static final String PASS = "pass";
  private static final String GROUP = "Changes";

  /** What there is to configure. */
  public static ConfigDef definition() {
    return new ConfigDef()
        .define(
            TABLES,
            ConfigDef.Type.LIST,
            ConfigDef.NO_DEFAULT_VALUE,
            LambdaValidator.with(
                OnlyChangesOptions::checkTables, () -> "list of regular expressions"),
            Importance.HIGH,
            "The tables whose updates go without the columns that they leave alone, as regular"
                + " expressions that match the whole of <schema>.<table>. Name only tables that"
                + " every sink merges by column (merge.strategy=per-column); a sink that merges such"
                + " a table as a whole refuses these updates. All others pass as they are.",
            GROUP,
            0,
            Width.LONG,
            "Tables")
        .define(
            KEEP,
            ConfigDef.Type.LIST,
            "",
            Importance.MEDIUM,
            "Names of columns that always stay, in whichever of the tables they are. All that have"
                + " merges of their own (merge.columns of the sinks: counter, set, json, max ...)"
                + " must stay, since these need what every update says of the column; sinks refuse"
                + " updates without. And those that somebody reads on the way.",
            GROUP,
            1,
            Width.LONG,
            "Columns that stay")
        .define(
            WHOLE,
            ConfigDef.Type.LIST,
            "",
            Importance.MEDIUM,
            "Names of columns that always stay as well, and an update that changes one of them goes"
                + " whole: those by which a residency policy that comes later decides where the row"
                + " may be, since such an update may bring it to a region that did not have it.",
            GROUP,
            2,
            Width.LONG,
            "Columns whose changes go whole")
        .define(
            WITHOUT_BEFORE,
            ConfigDef.Type.STRING,
            PASS,
            ValidString.in(PASS, FAIL),
            Importance.MEDIUM,
            "What becomes of an update of these tables that does not say what the row was before:"
                + " pass lets it go whole, and counts it; fail refuses it. Run ALTER TABLE <table>"
                + " REPLICA IDENTITY FULL so that none comes.",
            GROUP,
            3,
            Width.SHORT,
            "Without a row before");
  }

  private static void checkTables(String name, @Nullable Object value) {
    if (!(value instanceof List<?> expressions) || expressions.isEmpty()) {
      throw new ConfigException(name, null, "Name at least one table");
    }
    expressions.forEach(expression -> pattern(String.valueOf(expression)));
  }

  private static Pattern pattern(String expression) {
    try {
      return Pattern.compile(expression.strip(), Pattern.CASE_INSENSITIVE);
    } catch (PatternSyntaxException e) {
      throw new ConfigException(
          TABLES, expression, "This is no regular expression: " + e.getDescription());
    }
  }

  /**
   * Of a transform's configuration.
   *
   * @throws ConfigException where it is wrong; says what, and how to mend it
   */
  public static OnlyChangesOptions of(Map<String, ?> configuration) {
    AbstractConfig config = new AbstractConfig(definition(), configuration, false);
    List<Pattern> tables = new ArrayList<>();
    config.getList(TABLES).forEach(expression -> tables.add(pattern(expression)));
    return new OnlyChangesOptions(
        List.copyOf(tables),
        Set.copyOf(config.getList(KEEP)),
        Set.copyOf(config.getList(WHOLE)),
        config.getString(WITHOUT_BEFORE).equals(FAIL));
  }

  /** Whether updates of a table are narrowed. */
  boolean selects(TableName table) {
    String name = table.toString();
    return tables.stream().anyMatch(expression -> expression.matcher(name).matches());
  }
}
