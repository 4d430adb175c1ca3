package org.anabranch.testkit.simulation;

import java.util.List;
import java.util.Set;
import org.anabranch.sink.column.ColumnTexts;
import org.jspecify.annotations.Nullable;

/**
 * Rows of a world with residency are written {@code e=b17;h=in;n=b17}: an address, where the row is
 * at home, and a name.
 */
final class ResidentRow {

  static final List<String> COLUMNS = List.of("e", "h", "n");

  /** NULL, as rows are told. */
  static final String NULL = "-";

  private static final String HOME = "in";
  private static final String ABROAD = "out";

  private ResidentRow() {}

  static boolean atHome(String row) {
    return HOME.equals(text(row, "h"));
  }

  /** A column; null where the row is not told, or without it. */
  static @Nullable String text(@Nullable String row, String column) {
    return row == null ? null : ColumnRow.read(row).text(column);
  }

  /**
   * A new row.
   *
   * @param value one that no row ever had; its number says where the row is at home
   * @param stranger whether the region may not hold rows that are at home
   */
  static String fresh(String value, boolean stranger) {
    return ColumnRow.write(
        new ColumnTexts.Builder()
            .with("e", value)
            .with("h", home(value, stranger))
            .with("n", value)
            .build());
  }

  private static String home(String value, boolean stranger) {
    return stranger || number(value) % 3 > 0 ? ABROAD : HOME;
  }

  /** A row of which an application has changed a column or two, those that the number says. */
  static String changed(String row, String value, boolean stranger) {
    ColumnTexts.Builder changed = new ColumnTexts.Builder();
    switch (number(value) / 3 % 6) {
      case 0, 1 -> changed.with("n", value);
      case 2 -> changed.with("e", value);
      case 3 -> changed.with("e", value).with("n", value);
      default -> changed.with("h", home(value, stranger));
    }
    return ColumnRow.written(row, changed.build());
  }

  /** A row as it is inserted: a column that nobody gave is NULL. */
  static String whole(String row) {
    ColumnTexts given = ColumnRow.read(row);
    ColumnTexts.Builder all = new ColumnTexts.Builder();
    COLUMNS.forEach(name -> all.with(name, given.has(name) ? given.text(name) : NULL));
    return ColumnRow.write(all.build());
  }

  /** A row as it is told without some columns. */
  static String without(String row, Set<String> columns) {
    ColumnTexts all = ColumnRow.read(row);
    ColumnTexts.Builder some = new ColumnTexts.Builder();
    all.names().stream()
        .filter(name -> !columns.contains(name))
        .forEach(name -> some.with(name, all.text(name)));
    return ColumnRow.write(some.build());
  }

  private static int number(String value) {
    return Integer.parseInt(value.replaceAll("[^0-9]", ""));
  }
}
