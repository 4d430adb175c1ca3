package org.anabranch.sink.single;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Function;
import org.anabranch.model.change.WriteId;
import org.anabranch.records.document.DocumentMarker;
import org.anabranch.records.document.MarkedDocument;
import org.anabranch.sink.plan.Intake;
import org.anabranch.sink.plan.MergeReport;
import org.anabranch.sink.single.SingleStatement.MoveWatermark;
import org.anabranch.sink.single.SingleStatement.ReadDocument;
import org.anabranch.sink.single.SingleStatement.ReadFloor;
import org.anabranch.sink.single.SingleStatement.ReadVersion;
import org.anabranch.sink.single.SingleStatement.ReadWatermark;
import org.anabranch.sink.single.SingleStatement.RecordConflicts;
import org.anabranch.sink.single.SingleStatement.WriteDocument;
import org.anabranch.sink.single.SingleStatement.WriteVersion;
import org.anabranch.sink.store.Arrival;
import org.anabranch.sink.store.Conflict;
import org.anabranch.sink.store.VersionKey;
import org.anabranch.sink.store.Watermark;
import org.anabranch.sink.store.WatermarkKey;
import org.jspecify.annotations.Nullable;

/**
 * The merge of one batch without transactions (docs/decisions/031), as named statements, each asked
 * for when the answers so far are known. It does no I/O: a store executes the statements in bulks,
 * the simulation one by one among others'. One instance serves one attempt.
 *
 * <p>Each key is merged by itself. All keys that have come equally far are asked for together, and
 * those behind first, so that a batch takes about as many bulks as one key takes statements. The
 * watermarks move when all keys are done.
 */
public final class SinglePlan {

  /** In the order in which a key asks for them. */
  private static final List<Class<?>> ORDER =
      List.of(
          ReadDocument.class,
          ReadVersion.class,
          ReadFloor.class,
          RecordConflicts.class,
          WriteDocument.class,
          WriteVersion.class);

  private final SingleSetting setting;
  private final Intake intake;
  private final Map<VersionKey, KeyMerging> keys = new TreeMap<>();
  private final Map<VersionKey, KeyStep> steps = new LinkedHashMap<>();

  /**
   * A plan.
   *
   * @param known where the batch's streams stand, as far as is known here, and the own origin's
   *     streams of the same lanes
   * @param batch in the order of arrival
   */
  public SinglePlan(
      SingleSetting setting, Map<WatermarkKey, Watermark> known, List<Arrival> batch) {
    this.setting = setting;
    this.intake = Intake.of(setting.own(), batch, known);
    Map<VersionKey, List<Arrival>> arrivals = new TreeMap<>();
    for (Arrival arrival : intake.fresh()) {
      arrivals.computeIfAbsent(arrival.versionKey(), key -> new ArrayList<>(1)).add(arrival);
    }
    arrivals.forEach((key, ofKey) -> keys.put(key, new KeyMerging(setting, key, ofKey)));
  }

  /** The first step. */
  public SingleStep start() {
    if (intake.moves().isEmpty()) {
      return new SingleStep.Done(report());
    }
    setting.writer().beginBatch();
    keys.forEach((key, merging) -> steps.put(key, merging.start()));
    return setting.keeps(SingleRule.WATERMARK_IS_LAST)
        ? next(this::move)
        : ask(moves(), moved -> next(() -> new SingleStep.Done(report())));
  }

  /** What comes when all keys have come as far as they can. */
  private interface End {
    SingleStep reached();
  }

  private SingleStep next(End end) {
    Class<?> kind = ORDER.stream().filter(one -> !asking(one).isEmpty()).findFirst().orElse(null);
    if (kind == null) {
      return behind(end);
    }
    List<VersionKey> asking = asking(kind);
    List<SingleStatement<?>> statements =
        asking.stream().<SingleStatement<?>>map(key -> asked(key).statement()).toList();
    return ask(
        statements,
        answers -> {
          for (int i = 0; i < asking.size(); i++) {
            VersionKey key = asking.get(i);
            steps.put(key, asked(key).answered(Objects.requireNonNull(answers.get(i))));
          }
          return next(end);
        });
  }

  private static SingleStep ask(
      List<? extends SingleStatement<?>> statements, Function<List<?>, SingleStep> then) {
    return new SingleStep.Ask(statements, then);
  }

  /** The keys that ask for statements of a kind; writes in the order in which they are named. */
  private List<VersionKey> asking(Class<?> kind) {
    List<VersionKey> asking = new ArrayList<>();
    steps.forEach(
        (key, step) -> {
          if (step instanceof KeyStep.Ask<?> ask && kind.isInstance(ask.statement())) {
            asking.add(key);
          }
        });
    if (kind == WriteDocument.class) {
      asking.sort(Comparator.comparingLong(key -> number(asked(key).statement())));
    }
    return asking;
  }

  private static long number(SingleStatement<?> statement) {
    MarkedDocument to = statement instanceof WriteDocument write ? write.to() : null;
    DocumentMarker marker = to == null ? null : to.marker();
    WriteId last = marker == null ? null : marker.last();
    return last == null ? 0 : last.number();
  }

  private KeyStep.Ask<?> asked(VersionKey key) {
    return (KeyStep.Ask<?>) Objects.requireNonNull(steps.get(key));
  }

  /**
   * A change cannot be judged where its origin has not seen what is forgotten here. One that
   * another task has merged meanwhile need not be.
   */
  private SingleStep behind(End end) {
    KeyStep.@Nullable Behind behind = null;
    for (KeyStep step : steps.values()) {
      behind = behind == null && step instanceof KeyStep.Behind found ? found : behind;
    }
    if (behind == null) {
      return end.reached();
    }
    KeyStep.Behind found = behind;
    WatermarkKey stream = found.change().arrival().stream();
    Watermark from =
        intake.moves().stream()
            .filter(move -> move.stream().equals(stream))
            .map(move -> move.from())
            .findFirst()
            .orElse(Watermark.NONE);
    return ask(
        List.of(new ReadWatermark(stream)),
        now ->
            from.equals(now.get(0))
                ? new SingleStep.Behind(found.change())
                : new SingleStep.LostRace());
  }

  private List<MoveWatermark> moves() {
    return intake.moves().stream()
        .filter(move -> !move.from().equals(move.to()))
        .map(MoveWatermark::new)
        .toList();
  }

  private SingleStep move() {
    List<MoveWatermark> moves = moves();
    return moves.isEmpty()
        ? new SingleStep.Done(report())
        : ask(
            moves,
            moved ->
                moved.contains(false) ? new SingleStep.LostRace() : new SingleStep.Done(report()));
  }

  private MergeReport report() {
    List<Arrival> applied = new ArrayList<>();
    List<Conflict> conflicts = new ArrayList<>();
    int superseded = 0;
    int alreadyMerged = intake.alreadyMerged();
    int restored = 0;
    for (KeyMerging merging : keys.values()) {
      Arrival shown = merging.applied();
      if (shown != null) {
        applied.add(shown);
      }
      conflicts.addAll(merging.conflicts());
      superseded += merging.superseded();
      alreadyMerged += merging.alreadyMerged();
      restored += merging.restores() ? 1 : 0;
    }
    return new MergeReport(
        intake.moves(), applied, superseded, alreadyMerged, restored, conflicts, 0, List.of());
  }
}
