package org.anabranch.testkit.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.anabranch.model.merge.KeyVersion;
import org.anabranch.model.merge.Merge;
import org.anabranch.model.merge.Outcome;
import org.anabranch.model.version.Origin;
import org.anabranch.sink.column.DeletePolicy;
import org.anabranch.sink.plan.Stability;
import org.anabranch.sink.plan.Step;
import org.anabranch.testkit.simulation.LogEntry.Truncate;
import org.anabranch.testkit.simulation.LogEntry.WatermarkChange;
import org.anabranch.testkit.simulation.Simulations.Broken;
import org.anabranch.testkit.simulation.Simulations.Result;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Each rule that is broken on purpose is found: a simulation that cannot fail shows nothing. With
 * {@code -Dsimulation.schedules=file} it writes the shortest schedule that it finds for each.
 */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class MutationTest {

  /** The seeds that the protocol itself has to stand in every build. */
  private static final long SEEDS_MAX = SimulationTest.SEEDS;

  /** Where the search begins for those that are found late; what lies before is tried after it. */
  private static final Map<String, Long> FIRST =
      Map.of(
          "first snapshot decided before the slot", 6_240L,
          "snapshot unmarked", 4_330L,
          "not deleted again", 4_450L,
          "running snapshots are not awaited", 9_070L,
          "the own log is not read back", 1_800L,
          "rewritten at any time", 1_210L,
          "sent before seen", 960L,
          "gone is unchanged", 450L,
          "a parked row is made of an image", 380L,
          "triggers fire", 210L);

  private static final int SHRINKING_ATTEMPTS = 4_000;
  private static final @Nullable SchedulePage PAGE =
      Optional.ofNullable(System.getProperty("simulation.schedules"))
          .map(Path::of)
          .map(SchedulePage::new)
          .orElse(null);
  private static final AtomicInteger NEXT = new AtomicInteger();
  private static final String ROW = "The row is the winner's";
  private static final String BACK = "A merge never sets a row back";
  private static final String ECHO = "No echo goes round";
  private static final String CONTEXT = "A context is what the database had applied";
  private static final String RELATIVE = "A merge of columns leaves what applications have written";
  private static final String FORGOTTEN = "At rest every version row is forgotten";
  private static final String UNCLOSED = "A conflict is closed once a merged change has seen both";
  private static final String CLOSED = "A conflict is closed only by who had seen both";
  private static final String SHOWN = "Of rows that exclude each other the highest are shown";
  private static final String REFERRED = "Rows are shown that refer to rows that are shown";
  private static final String WRITTEN = "What is shown is what was written";
  private static final String LAST = "The row is the last that anybody wrote";
  private static final String CONFLICT = "Nothing is lost without a conflict record";

  private record Mutant(String name, Variant variant, String property) {
    @Override
    public String toString() {
      return name;
    }
  }

  static Stream<Mutant> mutants() {
    return Stream.of(
            capture(),
            snapshots(),
            merge(),
            sink(),
            forgetting(),
            members(),
            conflicts(),
            policies(),
            columns(),
            exclusion(),
            references(),
            events(),
            residency())
        .flatMap(each -> each);
  }

  private static Stream<Mutant> residency() {
    return Stream.of(
        new Mutant(
            "what arrived altered is sent",
            Variant.RESIDENCY.breaking(Omitted.ALTERED_IS_SENT),
            WRITTEN),
        new Mutant(
            "which columns arrive altered is not kept",
            Variant.RESIDENCY.breaking(Omitted.ALTERED_IS_FORGOTTEN),
            WRITTEN),
        new Mutant(
            "a stub leaves the row of columns",
            Variant.RESIDENCY.breaking(Omitted.STUB_LEAVES_THE_ROW),
            ""),
        new Mutant(
            "stubs are forgotten",
            Variant.RESIDENCY.withPlan(own -> new Mutants.StubsUnknown()),
            ""),
        new Mutant(
            "a stub loses by its stamp",
            Variant.RESIDENCY.breaking(Omitted.STUB_LOSES_BY_STAMP),
            ""));
  }

  private static Stream<Mutant> capture() {
    return Stream.of(
        broken(Omitted.RESTARTS_BEHIND_THE_TRANSACTION, ""),
        broken(Omitted.STATE_NOT_STORED, "A replay names changes as before"),
        broken(Omitted.SENT_BEFORE_SEEN, ""),
        new Mutant(
            "echoes are not suppressed",
            Variant.NONE.withLog(MutationTest::withoutWatermarks),
            ECHO),
        broken(Omitted.STAMP_IS_COMMIT_TIME, ""),
        broken(Omitted.CONTEXT_IS_EMPTY, CONTEXT),
        broken(Omitted.NO_HEARTBEATS, "At rest no log is kept"),
        broken(Omitted.NO_MARKS, FORGOTTEN),
        broken(Omitted.MARKS_TICK, "A world without writers comes to rest"),
        new Mutant(
            "truncates are not captured",
            Variant.NONE.withLog(MutationTest::withoutTruncates),
            "Every change is captured"),
        broken(Omitted.PLACEHOLDER_IS_SENT, ROW),
        broken(Omitted.GONE_IS_UNCHANGED, ""),
        broken(Omitted.NO_DRIFT_PAUSE, "Nothing is merged ahead of its time"));
  }

  private static Stream<Mutant> snapshots() {
    return Stream.of(
        broken(Omitted.SINK_BEFORE_SLOT, ""),
        new Mutant(
            "first snapshot decided before the slot",
            Variant.NONE
                .breaking(Omitted.SINK_BEFORE_SLOT)
                .breaking(Omitted.SNAPSHOT_DECIDED_EARLY),
            CONFLICT),
        new Mutant(
            "attempts at a snapshot start at the wall",
            Variant.NONE
                .breaking(Omitted.SINK_BEFORE_SLOT)
                .breaking(Omitted.SNAPSHOT_STARTS_AT_WALL),
            ""),
        broken(Omitted.SNAPSHOT_TELLS_ALL, "A row that was told before overrides nothing"),
        broken(Omitted.HORIZON_ABOVE_OPEN, ""),
        broken(Omitted.SNAPSHOT_UNMARKED, ""));
  }

  private static Stream<Mutant> merge() {
    return Stream.of(
        broken(Omitted.REDELIVERY_IS_NEW, ""),
        new Mutant(
            "the later arrival wins",
            Variant.NONE.withMerge(MutationTest::laterArrivalWins),
            "The merge's winner is the last of the maximal changes"),
        new Mutant(
            "conflicts are not noticed",
            Variant.NONE.withMerge(MutationTest::conflictsUnnoticed),
            CONFLICT),
        new Mutant(
            "the vector does not take changes in",
            Variant.NONE.withMerge(MutationTest::vectorUntouched),
            "A version row's vector covers what was merged and nothing else"),
        broken(Omitted.BATCH_KEEPS_THE_LAST, ""),
        broken(Omitted.TRUNCATE_IS_FORGOTTEN, ""),
        broken(Omitted.HIDDEN_IS_SEEN, CONFLICT));
  }

  private static Stream<Mutant> sink() {
    return Stream.of(
        ofPlan("position read before the data", own -> new Mutants.PositionBeforeData(), ""),
        ofPlan("not deleted again", Mutants.NotDeletedAgain::new, ROW),
        ofPlan("restored unseen", Mutants.RestoredUnseen::new, BACK),
        ofPlan("a missing row is upserted", own -> new Mutants.RestoredByUpsert(), BACK),
        ofPlan("watermark unconditional", own -> new Mutants.WatermarkUnconditional(), ""),
        ofPlan("no echo marker", own -> new Mutants.NoEchoMarker(), ECHO),
        broken(Omitted.WRITER_IS_THE_TRANSACTION, ROW),
        broken(Omitted.REWRITTEN_AT_ANY_TIME, ROW),
        broken(Omitted.STUB_LEAVES_THE_ROW, ROW),
        broken(Omitted.TRIGGERS_FIRE, ROW));
  }

  private static Stream<Mutant> forgetting() {
    return Stream.of(
        stability("others are not awaited", new Forgetful.WithoutOthers()),
        stability("the own origin is not awaited", new Forgetful.WithoutOwn()),
        stability("the vector is not asked", new Forgetful.WithoutVector()),
        stability("the winner of a first snapshot is not asked", new Forgetful.WithoutWinner()),
        stability("running snapshots are not awaited", new Forgetful.WithoutSnapshots()),
        stability("the own log is not read back", new Forgetful.WithoutReadingBack()),
        new Mutant(
            "hidden winners are forgotten",
            Variant.NONE
                .withStability(new Forgetful.WithoutHidden())
                .breaking(Omitted.HIDDEN_IS_DROPPED),
            ""));
  }

  private static Stream<Mutant> conflicts() {
    return Stream.of(
        ofPlan("never closes a conflict", own -> new Mutants.NeverCloses(), UNCLOSED),
        ofPlan("truncates close no conflict", own -> new Mutants.TruncatesCloseNothing(), UNCLOSED),
        ofPlan("closes what was not seen", own -> new Mutants.ClosesUnseen(), CLOSED),
        ofPlan(
            "closes whatever the place in a snapshot",
            own -> new Mutants.ClosesWithoutPlace(),
            CLOSED));
  }

  private static Stream<Mutant> policies() {
    return Stream.of(
        new Mutant(
            "what is kept is forgotten",
            Variant.KEEP_LOCAL.withPlan(own -> new Mutants.KeepsUnknown()),
            ""),
        new Mutant(
            "who deleted a row is forgotten",
            Variant.BY_COLUMN
                .deleting(DeletePolicy.DELETE_WINS)
                .withPlan(own -> new Mutants.DeletersUnknown()),
            ""),
        new Mutant(
            "of what waits people are not told",
            Variant.KEEP_LOCAL.withPlan(own -> new Mutants.WaitsUntold()),
            ""));
  }

  private static Stream<Mutant> columns() {
    return Stream.of(
        new Mutant(
            "columns are written as a change tells them",
            Variant.BY_COLUMN.withPlan(own -> new Mutants.ColumnsAsTold()),
            RELATIVE));
  }

  private static Stream<Mutant> exclusion() {
    return Stream.of(
        new Mutant(
            "first come keeps what is unique",
            Variant.UNIQUE.withPlan(own -> new FirstComeKeeps()),
            SHOWN),
        new Mutant(
            "a parked row is made of an image",
            Variant.UNIQUE_COLUMNS.withPlan(own -> new ImageOverParked()),
            ""),
        new Mutant(
            "holders are forgotten", Variant.UNIQUE.breaking(Omitted.HOLDERS_ARE_FORGOTTEN), ""));
  }

  private static Stream<Mutant> references() {
    return Stream.of(
        new Mutant(
            "parents are not locked",
            Variant.REFERRING.breaking(Omitted.PARENTS_ARE_NOT_LOCKED),
            REFERRED),
        new Mutant("children stay", Variant.REFERRING.breaking(Omitted.CHILDREN_STAY), REFERRED));
  }

  private static Stream<Mutant> events() {
    return Stream.of(
        new Mutant(
            "forgets what events may still meet",
            Variant.EXTERNAL.withStability(new Forgetful.WithoutEvents()),
            ""),
        new Mutant(
            "members alone are awaited and floors are not asked",
            Variant.EXTERNAL
                .withStability(new Forgetful.WithoutEvents())
                .withPlan(own -> new Mutants.FloorsUnknown()),
            "All regions show the same"),
        new Mutant(
            "late events are merged",
            Variant.EXTERNAL.breaking(Omitted.LATE_EVENTS_ARE_MERGED),
            ""),
        new Mutant(
            "events are known by the watermark",
            Variant.EXTERNAL.breaking(Omitted.EVENTS_BY_WATERMARK),
            LAST),
        new Mutant(
            "an older event is no echo",
            Variant.EXTERNAL.withPlan(own -> new Mutants.MarksOnlyMoves()),
            ECHO));
  }

  private static Stream<Mutant> members() {
    return Stream.of(broken(Omitted.RETIRES_EARLY, ""), broken(Omitted.RETIRES_UNHEARD, ""));
  }

  private static Mutant broken(Omitted rule, String property) {
    return new Mutant(
        rule.name().toLowerCase(Locale.ROOT).replace('_', ' '),
        Variant.NONE.breaking(rule),
        property);
  }

  private static Mutant stability(String name, Stability stability) {
    return new Mutant(name, Variant.NONE.withStability(stability), "");
  }

  private static Mutant ofPlan(
      String name, Function<Origin, UnaryOperator<Step>> steps, String property) {
    return new Mutant(name, Variant.NONE.withPlan(steps), property);
  }

  private static Merge vectorUntouched(Merge real) {
    return (current, change) -> {
      Outcome outcome = real.merge(current, change);
      KeyVersion made = outcome.version();
      KeyVersion same =
          new KeyVersion(current.vector(), made.winner(), made.sequence(), made.deleted());
      if (outcome instanceof Outcome.Supersedes) {
        return new Outcome.Supersedes(same);
      } else if (outcome instanceof Outcome.Prevails prevails) {
        return new Outcome.Prevails(same, prevails.loser());
      } else if (outcome instanceof Outcome.Yields yields) {
        return new Outcome.Yields(same, yields.winner());
      }
      return outcome;
    };
  }

  private static LogTransaction withoutWatermarks(LogTransaction logged) {
    return logged.with(
        logged.entries().stream().filter(entry -> !(entry instanceof WatermarkChange)).toList());
  }

  private static LogTransaction withoutTruncates(LogTransaction logged) {
    return logged.with(
        logged.entries().stream().filter(entry -> !(entry instanceof Truncate)).toList());
  }

  private static Merge laterArrivalWins(Merge real) {
    return (current, change) -> {
      Outcome outcome = real.merge(current, change);
      return outcome instanceof Outcome.Yields yields
          ? new Outcome.Prevails(
              new KeyVersion(
                  yields.version().vector(), change.id(), change.sequence(), change.deletes()),
              yields.winner())
          : outcome;
    };
  }

  private static Merge conflictsUnnoticed(Merge real) {
    return (current, change) -> {
      Outcome outcome = real.merge(current, change);
      return outcome instanceof Outcome.Prevails
          ? new Outcome.Supersedes(outcome.version())
          : outcome;
    };
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("mutants")
  void a_broken_rule_is_found(Mutant mutant) {
    long first = FIRST.getOrDefault(mutant.name(), 0L);
    Result late = run(mutant, first, SEEDS_MAX - first);
    boolean found = late.broken().stream().anyMatch(broken -> isFound(mutant, broken.how()));
    Result result = found || first == 0 ? late : run(mutant, 0, first);
    Map<String, Long> properties =
        result.broken().stream()
            .map(Broken::how)
            .collect(
                Collectors.groupingBy(Divergence::property, TreeMap::new, Collectors.counting()));
    System.out.println(mutant + ": " + properties + " in " + (result.lastSeed() + 1) + " seeds");
    assertThat(result.broken()).anyMatch(broken -> isFound(mutant, broken.how()));
    if (PAGE != null) {
      tellShortest(PAGE, mutant, result);
    }
  }

  private static Result run(Mutant mutant, long first, long seeds) {
    return Simulations.run(
        first, seeds, mutant.variant(), how -> isFound(mutant, how), System.out::println);
  }

  /** Whether a promise was broken, and the one that is expected where it is always the same. */
  private static boolean isFound(Mutant mutant, RuntimeException how) {
    return how instanceof Divergence
        && (mutant.property().isEmpty() || Divergence.property(how).equals(mutant.property()));
  }

  /** For the page that explains the rules. */
  private static void tellShortest(SchedulePage page, Mutant mutant, Result result) {
    result.broken().stream()
        .filter(broken -> isFound(mutant, broken.how()))
        .findFirst()
        .map(
            broken ->
                Shrinker.shrink(broken.seed(), broken.how(), mutant.variant(), SHRINKING_ATTEMPTS))
        .ifPresent(
            failure -> page.add(NEXT.incrementAndGet(), mutant.name(), failure, mutant.variant()));
  }
}
