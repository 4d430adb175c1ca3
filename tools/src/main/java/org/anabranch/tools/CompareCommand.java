package org.anabranch.tools;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.anabranch.tools.compare.Comparison;
import org.anabranch.tools.compare.JsonReport;
import org.anabranch.tools.compare.Patience;
import org.anabranch.tools.compare.Scope;
import org.anabranch.tools.compare.Side;
import org.anabranch.tools.compare.TableResult;
import org.anabranch.tools.compare.TextReport;
import org.anabranch.tools.console.ExitStatus;
import org.anabranch.tools.console.Progress;
import org.anabranch.tools.console.SecretFile;
import org.anabranch.tools.console.ToolException;
import org.anabranch.tools.console.Waiting;
import org.anabranch.tools.database.DatabaseAddress;
import org.anabranch.tools.database.Publication;
import org.anabranch.tools.database.SqlName;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code anabranch compare}: docs/operations/compare.md. */
@Command(
    name = "compare",
    description = {
      "Compares two regions' tables, keys and contents, and takes what is in flight into account.",
      "Reads only."
    },
    footer = {
      "",
      "Exit status: 0 equal, 1 differences, 2 error, 3 only differences that may still be in flight."
    },
    sortOptions = false,
    usageHelpAutoWidth = true,
    mixinStandardHelpOptions = true)
final class CompareCommand implements Callable<Integer> {

  enum Format {
    TABLE,
    JSON
  }

  @Spec private @Nullable CommandSpec spec;

  @Option(
      names = "--left-url",
      required = true,
      paramLabel = "URL",
      description = "postgresql://user@host:5432/database, or a JDBC URL")
  private String leftUrl = "";

  @Option(names = "--left-user", paramLabel = "USER")
  private @Nullable String leftUser;

  @Option(
      names = "--left-password-file",
      paramLabel = "FILE",
      description = "Otherwise PGPASSWORD or the libpq password file is used.")
  private @Nullable Path leftPasswordFile;

  @Option(names = "--right-url", required = true, paramLabel = "URL")
  private String rightUrl = "";

  @Option(names = "--right-user", paramLabel = "USER")
  private @Nullable String rightUser;

  @Option(names = "--right-password-file", paramLabel = "FILE")
  private @Nullable Path rightPasswordFile;

  @Option(
      names = "--table",
      paramLabel = "SCHEMA.TABLE",
      description = "A table to compare, again and again for several. Default: those published.")
  private List<String> tables = new ArrayList<>();

  @Option(
      names = "--publication",
      paramLabel = "NAME",
      defaultValue = "anabranch",
      description = "Whose tables are compared: the left capture's. Default: ${DEFAULT-VALUE}")
  private String publication = "";

  @Option(
      names = "--exclude-column",
      paramLabel = "NAME",
      description = "A column that may differ, such as one withheld from a region.")
  private List<String> excluded = new ArrayList<>();

  @Option(
      names = "--set-column",
      paramLabel = "NAME",
      description =
          "An array that merge.columns merges as a set, so that the order of its elements differs.")
  private List<String> sets = new ArrayList<>();

  @Option(
      names = "--settle-ms",
      paramLabel = "MS",
      defaultValue = "5000",
      description =
          "A row that differs, that both sides left alone for so long, and of which nothing is in"
              + " flight, is a difference. Default: ${DEFAULT-VALUE}")
  private long settleMillis;

  @Option(
      names = "--wait-ms",
      paramLabel = "MS",
      defaultValue = "60000",
      description = "How long rows in flight are waited for. Default: ${DEFAULT-VALUE}")
  private long waitMillis;

  @Option(
      names = "--key-secret-file",
      paramLabel = "FILE",
      description = "Holds context.key.secret, where the connectors have one.")
  private @Nullable Path keySecretFile;

  @Option(names = "--show-keys", description = "Shows keys, not only their hashes.")
  private boolean showKeys;

  @Option(
      names = "--format",
      paramLabel = "table|json",
      defaultValue = "table",
      description = "Default: ${DEFAULT-VALUE}")
  private Format format = Format.TABLE;

  @Option(
      names = "--chunk-rows",
      paramLabel = "N",
      defaultValue = "10000",
      description = "Rows whose hash is compared at once. Default: ${DEFAULT-VALUE}")
  private int chunkRows;

  @Option(
      names = "--differences-max",
      paramLabel = "N",
      defaultValue = "1000",
      description = "A table is left after so many differences. Default: ${DEFAULT-VALUE}")
  private int differencesMax;

  @Option(
      names = "--statement-timeout-ms",
      paramLabel = "MS",
      defaultValue = "300000",
      description = "A query that takes longer fails; 0 for never. Default: ${DEFAULT-VALUE}")
  private long statementTimeoutMillis;

  @Option(names = "--quiet", description = "No progress on standard error.")
  private boolean quiet;

  @Override
  public Integer call() throws SQLException, IOException {
    CommandSpec command = Objects.requireNonNull(spec);
    requirePositive();
    PrintWriter out = command.commandLine().getOut();
    Progress progress = new Progress(command.commandLine().getErr(), Waiting.REAL, quiet);
    Duration timeout = Duration.ofMillis(statementTimeoutMillis);
    try (Side left = Side.open("left", address(leftUrl, leftUser, leftPasswordFile), timeout);
        Side right = Side.open("right", address(rightUrl, rightUser, rightPasswordFile), timeout)) {
      Comparison comparison = new Comparison(left, right, settings(), Waiting.REAL, progress);
      List<TableResult> results = new ArrayList<>();
      for (SqlName table : tables(left)) {
        results.add(comparison.compare(table));
      }
      switch (format) {
        case TABLE -> new TextReport(showKeys).write(results, out);
        case JSON -> new JsonReport(showKeys).write(results, out);
      }
      out.flush();
      progress.note(TextReport.summary(results));
      return status(results).code();
    }
  }

  private void requirePositive() {
    if (chunkRows < 1 || differencesMax < 1) {
      throw new ToolException("--chunk-rows and --differences-max must be at least 1");
    }
    if (settleMillis < 0 || waitMillis < 0 || statementTimeoutMillis < 0) {
      throw new ToolException("Times in milliseconds must not be negative");
    }
  }

  static DatabaseAddress address(String url, @Nullable String user, @Nullable Path passwordFile) {
    String password = passwordFile == null ? null : SecretFile.read(passwordFile, "password");
    return DatabaseAddress.of(url, user, password, System.getenv());
  }

  private Comparison.Settings settings() {
    return new Comparison.Settings(
        Scope.CONTENT,
        new LinkedHashSet<>(excluded),
        new LinkedHashSet<>(sets),
        chunkRows,
        differencesMax,
        new Patience(Duration.ofMillis(settleMillis), Duration.ofMillis(waitMillis)),
        keySecretFile);
  }

  private List<SqlName> tables(Side left) throws SQLException {
    if (!tables.isEmpty()) {
      return tables.stream().map(SqlName::parse).distinct().toList();
    }
    return List.copyOf(Publication.read(left.connection(), publication).requireTables());
  }

  private static ExitStatus status(List<TableResult> results) {
    if (results.stream().anyMatch(TableResult::isDifferent)) {
      return ExitStatus.DIFFERENT;
    }
    return results.stream().anyMatch(TableResult::isUndecided)
        ? ExitStatus.UNDECIDED
        : ExitStatus.OK;
  }
}
