package org.anabranch.tools.compare;

import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.anabranch.tools.console.Progress;
import org.anabranch.tools.console.ToolException;
import org.anabranch.tools.console.Waiting;
import org.anabranch.tools.database.CanonicalKeys;
import org.anabranch.tools.database.Column;
import org.anabranch.tools.database.Key;
import org.anabranch.tools.database.RowEstimate;
import org.anabranch.tools.database.SqlName;
import org.anabranch.tools.database.Table;
import org.anabranch.tools.database.TableCatalog;
import org.jspecify.annotations.Nullable;

/**
 * Compares tables of two databases. Reads only, holds no transaction open, and keeps no more than a
 * range of keys and the differences in memory.
 */
public final class Comparison {

  private final Side left;
  private final Side right;
  private final Settings settings;
  private final Waiting waiting;
  private final Progress progress;

  /**
   * How tables are compared.
   *
   * @param excluded columns, by name, that may differ
   * @param sets columns, by name, whose elements' order says nothing; those that are no arrays
   *     count as they are
   * @param differencesMax after so many differences in a table the rest of it is not looked at
   */
  public record Settings(
      Scope scope,
      Set<String> excluded,
      Set<String> sets,
      int rangeRows,
      int differencesMax,
      Patience patience,
      @Nullable Path keySecretFile) {}

  public Comparison(Side left, Side right, Settings settings, Waiting waiting, Progress progress) {
    this.left = left;
    this.right = right;
    this.settings = settings;
    this.waiting = waiting;
    this.progress = progress;
  }

  /** Compares the tables of this name. */
  public TableResult compare(SqlName name) throws SQLException {
    Table here = new TableCatalog(left.connection()).table(name);
    Table there = new TableCatalog(right.connection()).find(name);
    if (there == null) {
      String missing = "there is no such table on the right";
      return new TableResult(name, here.key(), List.of(), 0, 0, List.of(missing), List.of(), false);
    }
    requireSameKey(here, there);
    List<String> structure = new ArrayList<>();
    List<String> compared = compared(here, there, structure);
    Set<String> sets = new TreeSet<>(settings.sets());
    sets.retainAll(arrays(here));
    sets.retainAll(arrays(there));
    boolean sameOrder = collations(here).equals(collations(there));
    if (!sameOrder) {
      progress.note(name + ": the sides sort texts differently; sorted by bytes, without an index");
    }
    Table sortedHere = sameOrder ? here : here.sortedByBytes();
    Table sortedThere = sameOrder ? there : there.sortedByBytes();
    TableSide leftSide = new TableSide(left, sortedHere, compared, sets, settings.scope());
    TableSide rightSide = new TableSide(right, sortedThere, compared, sets, settings.scope());
    ExecutorService rightThread = Executors.newSingleThreadExecutor(Comparison::daemon);
    try {
      return compare(leftSide, rightSide, compared, structure, rightThread);
    } finally {
      rightThread.shutdownNow();
    }
  }

  private static Thread daemon(Runnable work) {
    Thread thread = new Thread(work, "right");
    thread.setDaemon(true);
    return thread;
  }

  private TableResult compare(
      TableSide here,
      TableSide there,
      List<String> compared,
      List<String> structure,
      ExecutorService rightThread)
      throws SQLException {
    Table table = here.table();
    progress.start("compare " + table.name(), RowEstimate.of(left.connection(), table, "true"), 0);
    RangeWalk walk =
        new RangeWalk(here, there, settings.scope(), settings.rangeRows(), rightThread, waiting);
    CanonicalKeys hashes = new CanonicalKeys(table.key(), settings.keySecretFile());
    Settling settling =
        new Settling(here, there, hashes, settings.scope(), settings.patience(), waiting);
    Map<Key, Sighting> candidates = new LinkedHashMap<>();
    Map<Key, Difference> differences = new LinkedHashMap<>();
    while (walk.hasNext() && differences.size() <= settings.differencesMax()) {
      candidates.putAll(walk.next());
      progress.at(Math.max(walk.rowsLeft(), walk.rowsRight()));
      if (candidates.size() > settings.differencesMax() || !walk.hasNext()) {
        settling.settle(candidates).forEach(found -> differences.put(found.key(), found));
      }
    }
    boolean stopped = differences.size() > settings.differencesMax();
    List<Difference> told = differences.values().stream().limit(settings.differencesMax()).toList();
    return new TableResult(
        table.name(),
        table.key(),
        compared,
        walk.rowsLeft(),
        walk.rowsRight(),
        structure,
        told,
        stopped);
  }

  private static void requireSameKey(Table here, Table there) {
    if (here.key().isEmpty()) {
      throw new ToolException(here.name() + " has no primary key by which rows could be found");
    }
    if (!names(here.key()).equals(names(there.key()))) {
      throw new ToolException(here.name() + " has another primary key on the right");
    }
  }

  private static List<String> arrays(Table table) {
    return names(table.columns().stream().filter(column -> column.type().endsWith("[]")).toList());
  }

  private static List<String> collations(Table table) {
    return table.key().stream().map(Column::collation).toList();
  }

  private static List<String> names(List<Column> columns) {
    return columns.stream().map(Column::name).toList();
  }

  /** The columns that both have, by name; the others are told once. */
  private List<String> compared(Table here, Table there, List<String> structure) {
    Set<String> all = new TreeSet<>(here.columnNames());
    all.addAll(there.columnNames());
    List<String> compared = new ArrayList<>();
    for (String column : all) {
      boolean onLeft = here.columnNames().contains(column);
      boolean onRight = there.columnNames().contains(column);
      if (settings.excluded().contains(column) && !names(here.key()).contains(column)) {
        continue;
      }
      if (onLeft && onRight) {
        compared.add(column);
      } else if (settings.scope() == Scope.CONTENT) {
        structure.add("column %s is only %s".formatted(column, onLeft ? "left" : "right"));
      }
    }
    return compared;
  }
}
