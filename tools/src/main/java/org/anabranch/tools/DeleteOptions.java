package org.anabranch.tools;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.anabranch.tools.compare.Comparison;
import org.anabranch.tools.compare.Difference;
import org.anabranch.tools.compare.Flight;
import org.anabranch.tools.compare.Patience;
import org.anabranch.tools.compare.Scope;
import org.anabranch.tools.compare.Side;
import org.anabranch.tools.compare.TableResult;
import org.anabranch.tools.console.ExitStatus;
import org.anabranch.tools.console.Progress;
import org.anabranch.tools.console.ToolException;
import org.anabranch.tools.console.Waiting;
import org.anabranch.tools.database.DatabaseAddress;
import org.anabranch.tools.database.Key;
import org.anabranch.tools.database.Publication;
import org.anabranch.tools.database.SqlName;
import org.anabranch.tools.database.TableCatalog;
import org.anabranch.tools.resend.CaptureSlot;
import org.anabranch.tools.resend.MissedDeletes;
import org.anabranch.tools.resend.Pace;
import org.anabranch.tools.resend.WritingSession;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/**
 * The part of {@code resend} that deletes in another region what the source no longer has. A row is
 * deleted only if it was missing twice: before and after everything that the other region had
 * committed was captured; so a row that nobody but the other region knows of is never deleted while
 * its connectors run.
 */
final class DeleteOptions {

  private static final Duration STATEMENT_TIMEOUT = Duration.ZERO;
  private static final int RANGE_ROWS = 10_000;

  /** The region that is right. */
  record Source(
      DatabaseAddress address,
      String publication,
      @Nullable List<SqlName> tables,
      boolean dryRun) {}

  /** How fast rows are deleted. */
  record Speed(int chunkRows, long rowsPerSecond) {}

  @Option(
      names = "--delete-missing-from",
      required = true,
      paramLabel = "URL",
      description =
          "Sends nothing; deletes in this other region the rows that the source (--url) does not"
              + " have, and of which nothing is in flight, by ordinary deletes.")
  private String otherUrl = "";

  @Option(names = "--other-user", paramLabel = "USER")
  private @Nullable String otherUser;

  @Option(names = "--other-password-file", paramLabel = "FILE")
  private @Nullable Path otherPasswordFile;

  @Option(
      names = "--other-slot",
      paramLabel = "NAME",
      description = "The other region's slot.name, where its database has several slots.")
  private @Nullable String otherSlot;

  @Option(
      names = "--delete-rows-max",
      paramLabel = "N",
      defaultValue = "1000",
      description = "With more rows to delete than that, none is. Default: ${DEFAULT-VALUE}")
  private int deleteRowsMax = 1000;

  @Option(
      names = "--settle-ms",
      paramLabel = "MS",
      defaultValue = "5000",
      description = "As for compare. Default: ${DEFAULT-VALUE}")
  private long settleMillis = 5000;

  @Option(
      names = "--wait-ms",
      paramLabel = "MS",
      defaultValue = "60000",
      description = "As for compare. Default: ${DEFAULT-VALUE}")
  private long waitMillis = 60_000;

  @Option(
      names = "--key-secret-file",
      paramLabel = "FILE",
      description = "Holds context.key.secret, where the connectors have one.")
  private @Nullable Path keySecretFile;

  ExitStatus run(Source source, Speed speed, PrintWriter out, Progress progress)
      throws SQLException {
    DatabaseAddress otherAddress = CompareCommand.address(otherUrl, otherUser, otherPasswordFile);
    if (otherAddress.toString().equals(source.address().toString())) {
      throw new ToolException("The source and the other region are the same database");
    }
    try (Side left = Side.open("source", source.address(), STATEMENT_TIMEOUT);
        Side right = Side.open("other", otherAddress, STATEMENT_TIMEOUT);
        WritingSession other = WritingSession.open(otherAddress)) {
      List<SqlName> tables = tables(source, left, other);
      CaptureSlot slot = CaptureSlot.find(other.connection(), otherSlot);
      Comparison comparison = comparison(left, right, progress);
      List<TableResult> first = compare(comparison, tables);
      if (count(first) == 0) {
        return report(first, Map.of(), 0, source.dryRun(), out);
      }
      slot.awaitCaughtUp(Duration.ofMillis(waitMillis), Waiting.REAL);
      List<TableResult> second = compare(comparison, tables);
      Map<TableResult, List<Difference>> missing = missingTwice(first, second);
      long rows = missing.values().stream().mapToLong(List::size).sum();
      requireFew(rows, second);
      long deleted = source.dryRun() ? rows : delete(missing, other, speed, progress);
      return report(second, missing, deleted, source.dryRun(), out);
    }
  }

  private List<SqlName> tables(Source source, Side left, WritingSession other) throws SQLException {
    Connection there = other.connection();
    Publication published = Publication.read(there, source.publication());
    if (!published.deletes()) {
      throw new ToolException(
          "The other region's publication '%s' publishes no deletes, so nobody would hear of them"
              .formatted(source.publication()));
    }
    List<SqlName> tables =
        source.tables() != null
            ? source.tables()
            : List.copyOf(
                Publication.read(left.connection(), source.publication()).requireTables());
    for (SqlName name : tables) {
      var table = new TableCatalog(there).table(name);
      published.require(there, table);
      other.requireQuiet(table);
    }
    return tables;
  }

  private Comparison comparison(Side left, Side right, Progress progress) {
    Comparison.Settings settings =
        new Comparison.Settings(
            Scope.MISSING_LEFT,
            Set.of(),
            Set.of(),
            RANGE_ROWS,
            deleteRowsMax,
            new Patience(Duration.ofMillis(settleMillis), Duration.ofMillis(waitMillis)),
            keySecretFile);
    return new Comparison(left, right, settings, Waiting.REAL, progress);
  }

  private static List<TableResult> compare(Comparison comparison, List<SqlName> tables)
      throws SQLException {
    List<TableResult> results = new ArrayList<>();
    for (SqlName table : tables) {
      results.add(comparison.compare(table));
    }
    return results;
  }

  private void requireFew(long rows, List<TableResult> results) {
    if (rows > deleteRowsMax || results.stream().anyMatch(TableResult::stopped)) {
      throw new ToolException(
          "More than %d rows would be deleted; none was. See with compare that --url is the region that is right, and give --delete-rows-max"
              .formatted(deleteRowsMax));
    }
  }

  /** The rows of the second result that were there, the same, in the first. */
  private static Map<TableResult, List<Difference>> missingTwice(
      List<TableResult> first, List<TableResult> second) {
    Map<TableResult, List<Difference>> missing = new LinkedHashMap<>();
    for (int i = 0; i < first.size(); i++) {
      Map<Key, @Nullable String> seen = new LinkedHashMap<>();
      for (Difference difference : first.get(i).differences()) {
        seen.put(difference.key(), difference.rightHash());
      }
      missing.put(
          second.get(i),
          second.get(i).differences().stream()
              .filter(row -> row.flight() == Flight.NO)
              .filter(row -> Objects.equals(seen.get(row.key()), row.rightHash()))
              .toList());
    }
    return missing;
  }

  private static long delete(
      Map<TableResult, List<Difference>> missing,
      WritingSession other,
      Speed speed,
      Progress progress)
      throws SQLException {
    Pace pace = new Pace(speed.rowsPerSecond(), Waiting.REAL);
    MissedDeletes deletes =
        new MissedDeletes(other, speed.chunkRows(), pace, Waiting.REAL, progress);
    long deleted = 0;
    for (Map.Entry<TableResult, List<Difference>> table : missing.entrySet()) {
      deleted += deletes.delete(table.getKey(), table.getValue());
    }
    return deleted;
  }

  private static ExitStatus report(
      List<TableResult> found,
      Map<TableResult, List<Difference>> missing,
      long deleted,
      boolean dryRun,
      PrintWriter out) {
    missing.forEach(
        (table, rows) ->
            out.println(
                "%s: %d rows are missing in the source".formatted(table.table(), rows.size())));
    out.println((dryRun ? "would delete %d rows" : "deleted %d rows").formatted(deleted));
    long left = count(found) - deleted;
    if (left > 0) {
      out.println(
          "%d rows were left alone: they may be in flight, or are quarantined, or their keys' type has no canonical form. See compare"
              .formatted(left));
    }
    out.flush();
    return left > 0 ? ExitStatus.UNDECIDED : ExitStatus.OK;
  }

  private static long count(List<TableResult> results) {
    return results.stream().mapToLong(result -> result.differences().size()).sum();
  }
}
