package org.anabranch.sink.plan;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.anabranch.model.change.Change;
import org.anabranch.model.change.TableName;
import org.anabranch.model.version.ChangeId;
import org.anabranch.sink.plan.KeyMerge.Clash;
import org.anabranch.sink.store.Arrival;
import org.anabranch.sink.store.Conflict;
import org.anabranch.sink.store.Conflict.Verdict;
import org.anabranch.sink.store.Conflict.Version;
import org.anabranch.sink.store.Statement.RowState;
import org.anabranch.sink.store.VersionKey;
import org.anabranch.sink.store.VersionRow.SinkWrite;
import org.jspecify.annotations.Nullable;

/** What people are told of a batch: its conflicts and its report. */
record Settlement(Collection<KeyMerge> merges, Intake intake) {

  private static final String KEPT =
      "This region goes on showing the version that does not win, its own, until somebody who has"
          + " seen both writes the row";

  List<Conflict> conflicts(
      Function<TableName, Strategy> strategies, Map<VersionKey, RowState> rows) {
    List<Conflict> conflicts = new ArrayList<>();
    for (KeyMerge merge : merges) {
      if (merge.clashes().isEmpty() && merge.refused().isEmpty()) {
        continue;
      }
      Strategy strategy = strategies.apply(merge.start().key().table());
      RowState row = rows.get(merge.start().key());
      for (Clash clash : merge.clashes()) {
        conflicts.add(
            new Conflict(
                clash.arrival(),
                side(merge, clash, clash.winner(), clash.winning(), row),
                side(merge, clash, clash.loser(), clash.losing(), row),
                strategy.name(),
                strategy.verdict(),
                merge.keeps(clash.loser()) ? KEPT : null));
      }
      for (Arrival refused : merge.refused()) {
        ChangeId id = refused.change().id();
        conflicts.add(
            new Conflict(
                refused,
                null,
                new Version.Brought(id, refused),
                strategy.name(),
                Verdict.QUARANTINED,
                refused.refusal()));
      }
    }
    return conflicts;
  }

  private static Version side(
      KeyMerge merge, Clash clash, ChangeId id, @Nullable Arrival brought, @Nullable RowState row) {
    if (brought != null) {
      return new Version.Brought(id, brought);
    }
    boolean shown = merge.mayShow(id);
    boolean certain =
        row != null
            && merge.start().kept() == null
            && !merge.byColumn()
            && !merge.start().hidden()
            && (row.exists() ? writtenHere(merge, row) : deleted(merge));
    String content = row == null || !shown ? null : row.content();
    return new Version.Found(id, clash.storedSequence(), content, certain);
  }

  private static boolean writtenHere(KeyMerge merge, RowState row) {
    SinkWrite written = merge.start().written();
    return written != null && written.kept() == 0 && row.writer() == written.writer();
  }

  /** A row that is missing is that version only where that version is a delete. */
  private static boolean deleted(KeyMerge merge) {
    return merge.start().version().deleted();
  }

  /** How many own rows were restored, of the rows that were written. */
  int rewritten(Set<VersionKey> written) {
    return (int)
        merges.stream()
            .filter(merge -> merge.restores() && written.contains(merge.start().key()))
            .count();
  }

  /** The changes of a key that may settle conflicts, in the order of the keys' merges. */
  Map<VersionKey, List<Change>> settling() {
    Map<VersionKey, List<Change>> settling = new LinkedHashMap<>();
    for (KeyMerge merge : merges) {
      List<Change> changes = merge.settling();
      if (!changes.isEmpty()) {
        settling.put(merge.start().key(), changes);
      }
    }
    return settling;
  }

  private List<Integer> columnStateBytes() {
    return merges.stream().map(KeyMerge::columnStateBytes).filter(bytes -> bytes > 0).toList();
  }

  MergeReport report(List<Conflict> conflicts, int rewritten, int closed) {
    List<Arrival> applied = new ArrayList<>();
    int superseded = 0;
    int alreadyMerged = intake.alreadyMerged();
    for (KeyMerge merge : merges) {
      Arrival shown = merge.applied();
      if (shown != null) {
        applied.add(shown);
      }
      superseded += merge.superseded();
      alreadyMerged += merge.alreadyMerged();
    }
    return new MergeReport(
        intake.moves(),
        applied,
        superseded,
        alreadyMerged,
        rewritten,
        conflicts,
        closed,
        columnStateBytes());
  }
}
