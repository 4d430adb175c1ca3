package org.anabranch.testkit.simulation;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.anabranch.sink.column.ColumnTexts;
import org.anabranch.sink.column.TableColumns;

/**
 * Rows of tables that are merged by column are written {@code h={b17};j={"a": 2, "l":
 * [17]};m=17;n=4;q=b17; r=b17;s={e1}}: a history, a document, a highest value, a counter, two
 * registers and a set.
 */
final class ColumnRow {

  /** How the columns are merged. */
  static final TableColumns COLUMNS =
      TableColumns.of(
          Map.of("h", "append", "j", "json(l=append)", "m", "max", "n", "counter", "s", "set"));

  /** What rows hold that this thread has read before: checks read them over and over. */
  private static final ThreadLocal<Map<String, ColumnTexts>> READ =
      ThreadLocal.withInitial(HashMap::new);

  private static final int READ_MAX = 10_000;
  static final String BETWEEN = ";";
  private static final int ELEMENTS = 3;

  private ColumnRow() {}

  static ColumnTexts read(String row) {
    Map<String, ColumnTexts> read = READ.get();
    if (read.size() > READ_MAX) {
      read.clear();
    }
    return read.computeIfAbsent(row, ColumnRow::parse);
  }

  private static ColumnTexts parse(String row) {
    if (row.isEmpty()) {
      return ColumnTexts.NONE;
    }
    ColumnTexts.Builder columns = new ColumnTexts.Builder();
    for (String column : row.split(BETWEEN, -1)) {
      int end = column.indexOf('=');
      columns.with(column.substring(0, end), column.substring(end + 1));
    }
    return columns.build();
  }

  static String write(ColumnTexts columns) {
    return columns.names().stream()
        .map(name -> name + "=" + columns.text(name))
        .collect(Collectors.joining(BETWEEN));
  }

  /** A row with some columns written anew. */
  static String written(String row, ColumnTexts columns) {
    ColumnTexts before = read(row);
    ColumnTexts.Builder all = new ColumnTexts.Builder();
    before.names().forEach(name -> all.with(name, before.text(name)));
    columns.names().forEach(name -> all.with(name, columns.text(name)));
    return write(all.build());
  }

  /**
   * A new row.
   *
   * @param drawn a value that no row ever had; its number says what the columns hold, and what is
   *     unique in it is a register's
   */
  static String fresh(String drawn) {
    String value = UniqueColumn.plain(drawn);
    return write(
        new ColumnTexts.Builder()
            .with("h", "{" + value + "}")
            .with("j", JsonColumn.fresh(number(value)))
            .with("m", String.valueOf(number(value)))
            .with("n", String.valueOf(number(value) % 5))
            .with("q", value)
            .with("r", drawn)
            .with("s", "{" + element(value) + "}")
            .build());
  }

  /** A row of which an application has changed a column or two, those that the number says. */
  static String changed(String row, String drawn) {
    String value = UniqueColumn.plain(drawn);
    int number = number(value);
    ColumnTexts before = read(row);
    ColumnTexts.Builder changed = new ColumnTexts.Builder();
    switch (number % 10) {
      case 0 -> changed.with("r", drawn);
      case 1 -> changed.with("q", value);
      case 2, 3 -> changed.with("n", plus(before, number % 11 - 4));
      case 4 -> changed.with("s", toggled(before, element(value)));
      case 5 -> changed.with("m", String.valueOf(number));
      case 6 -> changed.with("r", drawn).with("n", plus(before, 1));
      case 7 -> changed.with("h", appended(before, value));
      case 8 -> changed.with("h", appended(before, number % 4 == 0 ? "ok" : value + ",ok"));
      default ->
          changed.with("j", JsonColumn.changed(String.valueOf(before.text("j")), number / 10));
    }
    return written(row, changed.build());
  }

  private static String plus(ColumnTexts before, int difference) {
    return String.valueOf(Integer.parseInt(String.valueOf(before.text("n"))) + difference);
  }

  private static String appended(ColumnTexts before, String entries) {
    List<String> all = entries(before);
    all.add(entries);
    return "{" + String.join(",", all) + "}";
  }

  private static String element(String value) {
    return "e" + number(value) % ELEMENTS;
  }

  private static String toggled(ColumnTexts before, String element) {
    List<String> elements = elements(before);
    if (!elements.remove(element)) {
      elements.add(element);
    }
    return "{" + String.join(",", elements) + "}";
  }

  /** What is in the set. */
  static List<String> elements(ColumnTexts row) {
    return list(row, "s");
  }

  /** The history. */
  static List<String> entries(ColumnTexts row) {
    return list(row, "h");
  }

  private static List<String> list(ColumnTexts row, String column) {
    String set = String.valueOf(row.text(column));
    String inside = set.substring(1, set.length() - 1);
    return inside.isEmpty()
        ? new ArrayList<>()
        : new ArrayList<>(Arrays.asList(inside.split(",", -1)));
  }

  /** Whatever the order of the elements of its set is. */
  static String sorted(String row) {
    String set = "{" + String.join(",", new TreeSet<>(elements(read(row)))) + "}";
    return written(row, new ColumnTexts.Builder().with("s", set).build());
  }

  private static int number(String value) {
    return Integer.parseInt(value.replaceAll("[^0-9]", ""));
  }
}
