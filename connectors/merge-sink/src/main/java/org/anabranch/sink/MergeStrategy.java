package org.anabranch.sink;

import java.util.Arrays;
import java.util.stream.Stream;
import org.anabranch.model.merge.LastWriterWins;
import org.anabranch.sink.column.TableColumns;
import org.anabranch.sink.plan.Strategy;
import org.anabranch.sink.store.Conflict.Verdict;

/**
 * What a region does with changes that had not seen each other. Every strategy finds them by
 * version vector and picks the same winner; they differ in what becomes of the other one.
 */
public enum MergeStrategy {
  /** The loser is recorded, and that is that. */
  LAST_WRITER_WINS("last-writer-wins", Verdict.SETTLED),
  /** The loser is recorded for a person to look at; the last writer is shown meanwhile. */
  VERSION_VECTOR("version-vector", Verdict.OPEN),
  /** Each column is merged by itself; only what two wrote into one column is a conflict. */
  PER_COLUMN("per-column", Verdict.SETTLED);

  private final String option;
  private final Verdict verdict;

  MergeStrategy(String option, Verdict verdict) {
    this.option = option;
    this.verdict = verdict;
  }

  /** How a merge plan merges by it; it keeps nothing, so all of a connector's tables share it. */
  public Strategy planned() {
    return this == PER_COLUMN
        ? byColumn(TableColumns.REGISTERS)
        : new Strategy(option, new LastWriterWins(), verdict);
  }

  /** How a merge plan merges a table some of whose columns have merges of their own. */
  static Strategy byColumn(TableColumns columns) {
    return new Strategy(PER_COLUMN.option, new LastWriterWins(), PER_COLUMN.verdict, columns);
  }

  /** How the option names it. */
  public String option() {
    return option;
  }

  /** The names of all. */
  static Stream<String> options() {
    return Arrays.stream(values()).map(MergeStrategy::option);
  }

  static MergeStrategy of(String option) {
    return Arrays.stream(values())
        .filter(strategy -> strategy.option().equals(option))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("No such strategy"));
  }
}
