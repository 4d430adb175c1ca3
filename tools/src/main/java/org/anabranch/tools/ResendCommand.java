package org.anabranch.tools;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.anabranch.tools.console.ExitStatus;
import org.anabranch.tools.console.Progress;
import org.anabranch.tools.console.ToolException;
import org.anabranch.tools.console.Waiting;
import org.anabranch.tools.database.DatabaseAddress;
import org.anabranch.tools.database.Key;
import org.anabranch.tools.database.KeyRange;
import org.anabranch.tools.database.Publication;
import org.anabranch.tools.database.SqlName;
import org.anabranch.tools.database.TableCatalog;
import org.anabranch.tools.resend.Pace;
import org.anabranch.tools.resend.Resend;
import org.anabranch.tools.resend.ResendState;
import org.anabranch.tools.resend.ResendTable;
import org.anabranch.tools.resend.WritingSession;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code anabranch resend}: docs/operations/resend.md. */
@Command(
    name = "resend",
    description = {
      "Makes a region send rows again, as ordinary changes: each row is updated to itself.",
      "Rows sent again are new changes: they win against older edits of other regions that are"
          + " still in flight, which are recorded as conflicts there."
    },
    footer = {
      "",
      "Exit status: 0 done, 2 error, 3 done but for rows that may still be in flight"
          + " (--delete-missing-from)."
    },
    sortOptions = false,
    usageHelpAutoWidth = true,
    mixinStandardHelpOptions = true)
final class ResendCommand implements Callable<Integer> {

  @Spec private @Nullable CommandSpec spec;

  @Option(
      names = "--url",
      required = true,
      paramLabel = "URL",
      description = "postgresql://user@host:5432/database, or a JDBC URL")
  private String url = "";

  @Option(names = "--user", paramLabel = "USER")
  private @Nullable String user;

  @Option(
      names = "--password-file",
      paramLabel = "FILE",
      description = "Otherwise PGPASSWORD or the libpq password file is used.")
  private @Nullable Path passwordFile;

  @Option(
      names = "--publication",
      paramLabel = "NAME",
      defaultValue = "anabranch",
      description = "What the region's capture reads. Default: ${DEFAULT-VALUE}")
  private String publication = "";

  @Option(
      names = "--table",
      paramLabel = "SCHEMA.TABLE",
      description = "A table to send, again and again for several.")
  private List<String> names = new ArrayList<>();

  @Option(names = "--all-tables", description = "All tables of the publication.")
  private boolean allTables;

  @Option(
      names = "--where",
      paramLabel = "CONDITION",
      description = "Only rows for which this SQL condition holds.")
  private @Nullable String where;

  @Option(
      names = "--from-key",
      paramLabel = "VALUE",
      description = "The first key, once per key column, in order; leading columns are enough.")
  private List<String> fromKey = new ArrayList<>();

  @Option(names = "--to-key", paramLabel = "VALUE", description = "The last key, likewise.")
  private List<String> toKey = new ArrayList<>();

  @Option(
      names = "--chunk-rows",
      paramLabel = "N",
      defaultValue = "500",
      description = "Rows in one transaction. Default: ${DEFAULT-VALUE}")
  private int chunkRows;

  @Option(
      names = "--rows-per-second",
      paramLabel = "N",
      defaultValue = "0",
      description = "No more than that; 0 for no limit. Default: ${DEFAULT-VALUE}")
  private long rowsPerSecond;

  @Option(
      names = "--state",
      paramLabel = "FILE",
      description = "Remembers how far it came, so that the same command goes on from there.")
  private @Nullable Path stateFile;

  @Option(names = "--dry-run", description = "Counts the rows and changes nothing.")
  private boolean dryRun;

  @Option(names = "--quiet", description = "No progress on standard error.")
  private boolean quiet;

  @ArgGroup(exclusive = false, heading = "Deletes that were missed:%n")
  private @Nullable DeleteOptions delete;

  @Override
  public Integer call() throws SQLException {
    CommandSpec command = Objects.requireNonNull(spec);
    requireSense();
    PrintWriter out = command.commandLine().getOut();
    Progress progress = new Progress(command.commandLine().getErr(), Waiting.REAL, quiet);
    DatabaseAddress address = CompareCommand.address(url, user, passwordFile);
    if (delete != null) {
      return delete
          .run(
              new DeleteOptions.Source(address, publication, tablesOrNull(), dryRun),
              new DeleteOptions.Speed(chunkRows, rowsPerSecond),
              out,
              progress)
          .code();
    }
    try (WritingSession session = WritingSession.open(address)) {
      resend(session, address, out, progress);
    }
    return ExitStatus.OK.code();
  }

  private void requireSense() {
    if (names.isEmpty() == !allTables) {
      throw new ToolException("Name tables with --table, or give --all-tables");
    }
    boolean ranged = !fromKey.isEmpty() || !toKey.isEmpty();
    if (ranged && names.size() != 1) {
      throw new ToolException("A range of keys is of one table: give one --table with it");
    }
    if (chunkRows < 1 || rowsPerSecond < 0) {
      throw new ToolException("--chunk-rows must be at least 1 and --rows-per-second not negative");
    }
    if (delete != null && (ranged || where != null || stateFile != null)) {
      throw new ToolException(
          "--delete-missing-from compares whole tables and remembers nothing: give it without"
              + " --where, --from-key, --to-key and --state");
    }
  }

  private void resend(
      WritingSession session, DatabaseAddress address, PrintWriter out, Progress progress)
      throws SQLException {
    Connection connection = session.connection();
    List<ResendTable> tables = tables(session);
    KeyRange range = range(tables.get(0));
    for (ResendTable table : tables) {
      table.check(connection, range);
    }
    if (dryRun) {
      for (ResendTable table : tables) {
        out.println(
            "%s: %d rows would be sent".formatted(table.name(), table.count(connection, range)));
      }
      out.flush();
      return;
    }
    ResendState state = ResendState.open(stateFile, fingerprint(address, tables));
    if (state.isFinished()) {
      progress.note(
          "%s says that everything is sent already. Delete it to send all again"
              .formatted(stateFile));
      return;
    }
    progress.note(
        "Rows sent again win against older edits of other regions that are still in flight.");
    Pace pace = new Pace(rowsPerSecond, Waiting.REAL);
    long sent =
        new Resend(session, range, chunkRows, pace, state, Waiting.REAL, progress).send(tables);
    out.println("sent %d rows of %d tables".formatted(sent, tables.size()));
    out.flush();
  }

  private List<ResendTable> tables(WritingSession session) throws SQLException {
    Connection connection = session.connection();
    Publication published = Publication.read(connection, publication);
    if (!published.updates()) {
      throw new ToolException(
          "The publication '%s' publishes no updates, so nobody would hear of them"
              .formatted(publication));
    }
    List<SqlName> wanted = tablesOrNull();
    List<ResendTable> tables = new ArrayList<>();
    for (SqlName name : wanted == null ? published.requireTables() : wanted) {
      ResendTable table = new ResendTable(new TableCatalog(connection).table(name), where);
      published.require(connection, table.table());
      session.requireQuiet(table.table());
      tables.add(table);
    }
    return tables;
  }

  private @Nullable List<SqlName> tablesOrNull() {
    return allTables ? null : names.stream().map(SqlName::parse).distinct().toList();
  }

  private KeyRange range(ResendTable table) {
    int columns = table.table().key().size();
    if (fromKey.size() > columns || toKey.size() > columns) {
      throw new ToolException("The key of %s has %d columns".formatted(table.name(), columns));
    }
    return new KeyRange(
        fromKey.isEmpty() ? null : new Key(List.copyOf(fromKey)),
        true,
        toKey.isEmpty() ? null : new Key(List.copyOf(toKey)),
        true);
  }

  /** What makes it the same command; how fast it goes does not matter. */
  private Map<String, String> fingerprint(DatabaseAddress address, List<ResendTable> tables) {
    Map<String, String> command = new LinkedHashMap<>();
    command.put("--url", address.toString());
    command.put("--publication", publication);
    command.put("--table", tables.stream().map(ResendTable::name).toList().toString());
    command.put("--where", where == null ? "" : where);
    command.put("--from-key", fromKey.toString());
    command.put("--to-key", toKey.toString());
    return command;
  }
}
