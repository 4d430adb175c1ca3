package org.anabranch.tools;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.anabranch.model.version.Members;
import org.anabranch.model.version.Origin;
import org.anabranch.tools.console.ExitStatus;
import org.anabranch.tools.console.ToolException;
import org.anabranch.tools.progress.Condition;
import org.anabranch.tools.progress.ProgressReport;
import org.anabranch.tools.progress.RegionProgress;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code anabranch progress}: docs/operations/members.md. */
@Command(
    name = "progress",
    description = "Shows how far each region has merged each origin's changes. Reads only.",
    footer = {
      "",
      "Passwords come from PGPASSWORD or the libpq password file.",
      "Exit status: 0 what was asked for is so, 1 it is not so yet, 2 error."
    },
    sortOptions = false,
    usageHelpAutoWidth = true,
    mixinStandardHelpOptions = true)
final class ProgressCommand implements Callable<Integer> {

  @Spec private @Nullable CommandSpec spec;

  @Option(
      names = "--region",
      required = true,
      paramLabel = "ORIGIN=URL",
      description = "A region's origin and its database's URL; once per region.")
  private Map<String, String> urls = new LinkedHashMap<>();

  @Option(
      names = "--members",
      split = ",",
      paramLabel = "ORIGIN",
      description =
          "Asks whether every region has heard from every other member, in every table and lane,"
              + " since these were told that exactly these are the members.")
  private List<String> members = new ArrayList<>();

  @Option(
      names = "--same-end",
      paramLabel = "ORIGIN",
      description = "Asks whether all regions have merged this origin to the same end.")
  private @Nullable String sameEnd;

  @Override
  public Integer call() {
    Members listed = listed();
    List<Condition> conditions = new ArrayList<>();
    if (listed != null) {
      conditions.add(new Condition.Listed(listed));
    }
    if (sameEnd != null) {
      conditions.add(new Condition.SameEnd(origin(sameEnd)));
    }
    List<RegionProgress> regions = regions();
    List<String> lacks = conditions.stream().flatMap(c -> c.lacks(regions).stream()).toList();
    PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
    new ProgressReport(regions, listed).lines().forEach(out::println);
    lacks.forEach(out::println);
    out.flush();
    return (lacks.isEmpty() ? ExitStatus.OK : ExitStatus.DIFFERENT).code();
  }

  private @Nullable Members listed() {
    return members.isEmpty()
        ? null
        : new Members(members.stream().map(ProgressCommand::origin).toList());
  }

  private List<RegionProgress> regions() {
    List<RegionProgress> regions = new ArrayList<>();
    urls.forEach(
        (origin, url) ->
            regions.add(
                RegionProgress.read(origin(origin), CompareCommand.address(url, null, null))));
    return regions;
  }

  private static Origin origin(String name) {
    try {
      return new Origin(name.trim());
    } catch (IllegalArgumentException e) {
      throw new ToolException("'%s' is no origin: %s".formatted(name, e.getMessage()), e);
    }
  }
}
