package org.anabranch.tools.compare;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import org.anabranch.tools.console.TextTable;
import org.anabranch.tools.database.Key;

/** The differences as an aligned table; nothing where there are none. */
public final class TextReport {

  private final boolean showKeys;

  /**
   * A report.
   *
   * @param showKeys whether the keys' own values are shown
   */
  public TextReport(boolean showKeys) {
    this.showKeys = showKeys;
  }

  public void write(List<TableResult> results, PrintWriter out) {
    TextTable lines =
        showKeys
            ? new TextTable("table", "key hash", "what", "in flight", "key")
            : new TextTable("table", "key hash", "what", "in flight");
    boolean any = false;
    for (TableResult result : results) {
      for (Difference difference : result.differences()) {
        lines.add(cells(result, difference));
        any = true;
      }
    }
    for (TableResult result : results) {
      result.structure().forEach(line -> out.println(result.table() + ": " + line));
    }
    if (any) {
      lines.lines().forEach(out::println);
    }
    for (TableResult result : results) {
      if (result.stopped()) {
        out.println(
            "%s: left after %d differences; there are more (--differences-max)"
                .formatted(result.table(), result.differences().size()));
      }
    }
  }

  private String[] cells(TableResult result, Difference difference) {
    List<String> cells = new ArrayList<>();
    cells.add(result.table().toString());
    cells.add(difference.hash() == null ? "unknown" : difference.hash().toString());
    cells.add(difference.kind().toString());
    cells.add(difference.flight().toString());
    if (showKeys) {
      cells.add(shown(result, difference.key()));
    }
    return cells.toArray(String[]::new);
  }

  private static String shown(TableResult result, Key key) {
    List<String> shown = new ArrayList<>();
    for (int i = 0; i < key.values().size(); i++) {
      shown.add(result.key().get(i).name() + "=" + printable(key.values().get(i)));
    }
    return String.join(", ", shown);
  }

  /** A key must not be able to move the cursor of who reads it. */
  private static String printable(String value) {
    return value.replaceAll("\\p{Cntrl}", "?");
  }

  /** One line that says how it went. */
  public static String summary(List<TableResult> results) {
    long rows = results.stream().mapToLong(TableResult::rowsLeft).sum();
    long decided = differences(results, true);
    long undecided = differences(results, false);
    long structure = results.stream().mapToLong(result -> result.structure().size()).sum();
    return "compared %d tables, %d rows: %s"
        .formatted(
            results.size(),
            rows,
            decided + undecided + structure == 0
                ? "equal"
                : "%d rows differ, %d more may be in flight, %d differences of structure"
                    .formatted(decided, undecided, structure));
  }

  private static long differences(List<TableResult> results, boolean decided) {
    return results.stream()
        .flatMap(result -> result.differences().stream())
        .filter(difference -> difference.flight().isDecided() == decided)
        .count();
  }
}
