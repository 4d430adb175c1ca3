package org.anabranch.tools;

import java.io.PrintWriter;
import java.time.Duration;
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
import org.anabranch.tools.console.Waiting;
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

  private static final Duration LOOK_INTERVAL = Duration.ofMillis(500);

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
      description =
          "Asks whether all other regions have merged this origin to the same end, and have heard"
              + " from each other that they have.")
  private @Nullable String sameEnd;

  @Option(
      names = "--acknowledged-in",
      paramLabel = "ORIGIN",
      description =
          "Waits until this region has heard from every other one that it has seen whatever this"
              + " region has merged by now, and until each --region has read back its own changes"
              + " up to there.")
  private @Nullable String acknowledgedIn;

  @Option(
      names = "--timeout-seconds",
      paramLabel = "N",
      defaultValue = "120",
      description = "How long --acknowledged-in waits (default: ${DEFAULT-VALUE}).")
  private int timeoutSeconds;

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
    Look look = look(conditions);
    if (acknowledgedIn != null) {
      long deadline = Waiting.REAL.nanos() + Duration.ofSeconds(timeoutSeconds).toNanos();
      look = await(look, conditions, deadline);
      if (look.lacks().isEmpty()) {
        conditions.add(acknowledged(origin(acknowledgedIn), listed, look.regions()));
        look = await(look(conditions), conditions, deadline);
      }
    }
    PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
    new ProgressReport(look.regions(), listed).lines().forEach(out::println);
    look.lacks().forEach(out::println);
    out.flush();
    return (look.lacks().isEmpty() ? ExitStatus.OK : ExitStatus.DIFFERENT).code();
  }

  /** How far the regions are, and what is not so yet. */
  private record Look(List<RegionProgress> regions, List<String> lacks) {}

  private Look look(List<Condition> conditions) {
    List<RegionProgress> regions = regions();
    return new Look(
        regions,
        conditions.stream().flatMap(condition -> condition.lacks(regions).stream()).toList());
  }

  private Look await(Look first, List<Condition> conditions, long deadlineNanos) {
    Look look = first;
    while (!look.lacks().isEmpty() && Waiting.REAL.nanos() < deadlineNanos) {
      Waiting.REAL.pause(LOOK_INTERVAL);
      look = look(conditions);
    }
    return look;
  }

  private static Condition acknowledged(
      Origin origin, @Nullable Members listed, List<RegionProgress> regions) {
    if (listed == null) {
      throw new ToolException("--acknowledged-in needs --members, to know who is to be heard");
    }
    return regions.stream()
        .filter(region -> region.region().equals(origin))
        .findFirst()
        .map(region -> new Condition.Acknowledged(region, listed.origins()))
        .orElseThrow(
            () ->
                new ToolException(
                    "--acknowledged-in names %s, of which there is no --region".formatted(origin)));
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
