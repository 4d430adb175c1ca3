package org.anabranch.testkit.simulation;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.anabranch.model.change.Change;
import org.anabranch.model.version.Origin;
import org.anabranch.model.version.Stamp;
import org.anabranch.model.version.VersionVector;
import org.anabranch.records.view.RecordView;
import org.anabranch.sink.column.ColumnTexts;
import org.anabranch.sink.column.RowColumns;
import org.anabranch.sink.plan.Step;
import org.anabranch.sink.plan.Step.Ask;
import org.anabranch.sink.store.Conflict;
import org.anabranch.sink.store.Statement;
import org.anabranch.sink.store.Statement.AdvanceWatermarks;
import org.anabranch.sink.store.Statement.CloseConflicts;
import org.anabranch.sink.store.Statement.DeleteRows;
import org.anabranch.sink.store.Statement.LockRows;
import org.anabranch.sink.store.Statement.LockVersions;
import org.anabranch.sink.store.Statement.ReadFloors;
import org.anabranch.sink.store.Statement.ReadPosition;
import org.anabranch.sink.store.Statement.RecordConflicts;
import org.anabranch.sink.store.Statement.RestoreRows;
import org.anabranch.sink.store.Statement.Restored;
import org.anabranch.sink.store.Statement.RowState;
import org.anabranch.sink.store.Statement.RowTarget;
import org.anabranch.sink.store.Statement.UnresolvedConflicts;
import org.anabranch.sink.store.Statement.UnresolvedOfLane;
import org.anabranch.sink.store.Statement.UpsertRows;
import org.anabranch.sink.store.Statement.WatermarkMove;
import org.anabranch.sink.store.Statement.WriteVersions;
import org.anabranch.sink.store.TableLane;
import org.anabranch.sink.store.UnresolvedConflict;
import org.anabranch.sink.store.UnresolvedConflict.Side;
import org.anabranch.sink.store.VersionKey;
import org.anabranch.sink.store.VersionRow;
import org.anabranch.sink.store.VersionRow.SinkWrite;
import org.jspecify.annotations.Nullable;

/** Merge plans that break one rule each, made by changing the steps of the real one. */
final class Mutants {

  private Mutants() {}

  /** Replaces the statement of an ask, or its answer; null leaves the ask as it is. */
  private abstract static class Rewriting implements UnaryOperator<Step> {

    @Override
    public Step apply(Step step) {
      return step instanceof Ask<?> ask ? rewrite(ask) : step;
    }

    abstract Step rewrite(Ask<?> ask);
  }

  @SuppressWarnings("unchecked") // The statement's type fixes its answer's.
  private static <R> Function<R, Step> then(Ask<?> ask) {
    return (Function<R, Step>) ask.then();
  }

  private static boolean isOwn(Change change, Origin own) {
    return change.id().origin().equals(own);
  }

  /** M4: the log position is read before the row is written. */
  static final class PositionBeforeData extends Rewriting {
    private @Nullable Long read;

    @Override
    Step rewrite(Ask<?> ask) {
      Statement<?> statement = ask.statement();
      Long position = read;
      boolean data = statement instanceof DeleteRows || statement instanceof UpsertRows;
      if (data && position == null) {
        return new Ask<>(
            new ReadPosition(),
            before -> {
              read = before;
              return ask;
            });
      }
      if (statement instanceof ReadPosition && position != null) {
        return apply(Mutants.<Long>then(ask).apply(position));
      }
      return ask;
    }
  }

  /** M4: an own change that lost to a delete is not deleted again. */
  static final class NotDeletedAgain extends Rewriting {
    private final Origin own;
    private final Map<VersionKey, @Nullable SinkWrite> written = new HashMap<>();
    private final Set<VersionKey> spared = new HashSet<>();

    NotDeletedAgain(Origin own) {
      this.own = own;
    }

    @Override
    Step rewrite(Ask<?> ask) {
      if (ask.statement() instanceof LockVersions lock) {
        Function<Map<VersionKey, VersionRow>, Step> then = then(ask);
        return new Ask<>(
            lock,
            versions -> {
              versions.forEach((key, version) -> written.put(key, version.written()));
              return then.apply(versions);
            });
      }
      if (ask.statement() instanceof DeleteRows delete) {
        return spare(delete, then(ask));
      }
      if (ask.statement() instanceof WriteVersions write) {
        return new Ask<>(
            new WriteVersions(write.rows().stream().map(this::asBefore).toList()), then(ask));
      }
      return ask;
    }

    private Step spare(DeleteRows delete, Function<Long, Step> then) {
      List<RowTarget> rest = new ArrayList<>();
      for (RowTarget target : delete.rows()) {
        Change change = target.arrival().change();
        if (isOwn(change, own) && !change.deletes()) {
          spared.add(target.key());
        } else {
          rest.add(target);
        }
      }
      return rest.isEmpty()
          ? apply(then.apply(0L))
          : new Ask<>(new DeleteRows(delete.table(), rest), then);
    }

    private VersionRow asBefore(VersionRow row) {
      return spared.contains(row.key())
          ? new VersionRow(row.key(), row.version(), row.hidden(), written.get(row.key()))
          : row;
    }
  }

  /** M4: an own row that the sink had written over is written again whatever is there now. */
  static final class RestoredUnseen extends Rewriting {
    private final Origin own;
    private final Map<VersionKey, VersionRow> versions = new HashMap<>();
    private final Map<VersionKey, RowTarget> left = new HashMap<>();

    RestoredUnseen(Origin own) {
      this.own = own;
    }

    @Override
    Step rewrite(Ask<?> ask) {
      if (ask.statement() instanceof LockVersions lock) {
        Function<Map<VersionKey, VersionRow>, Step> then = then(ask);
        return new Ask<>(
            lock,
            found -> {
              versions.putAll(found);
              return then.apply(found);
            });
      }
      if (ask.statement() instanceof LockRows lock) {
        Function<Map<VersionKey, RowState>, Step> then = then(ask);
        return new Ask<>(
            lock,
            found -> {
              lock.targets().forEach(target -> note(target, found.get(target.key())));
              return then.apply(found);
            });
      }
      return ask.statement() instanceof WriteVersions write ? restore(write, then(ask)) : ask;
    }

    /** Notes a row that the real plan leaves alone because it is not as the sink left it. */
    private void note(RowTarget target, @Nullable RowState row) {
      VersionRow version = versions.get(target.key());
      SinkWrite written = version == null ? null : version.written();
      Change change = target.arrival().change();
      if (written != null
          && row != null
          && isOwn(change, own)
          && !change.deletes()
          && change.position() <= written.position()
          && !(row.exists() ? row.writer() == written.writer() : written.deleted())) {
        left.put(target.key(), target);
      }
    }

    private Step restore(WriteVersions write, Function<Integer, Step> then) {
      left.values().removeIf(target -> !won(write, target));
      if (left.isEmpty()) {
        return new Ask<>(write, then);
      }
      RowTarget target = left.remove(left.keySet().iterator().next());
      return new Ask<>(
          new UpsertRows(target.key().table(), List.of(target)),
          writers ->
              new Ask<>(
                  new ReadPosition(),
                  position ->
                      restore(
                          written(
                              write,
                              target.key(),
                              new SinkWrite(position, writers.of(target.key()), false)),
                          then)));
    }

    private static boolean won(WriteVersions write, RowTarget target) {
      return write.rows().stream()
          .anyMatch(
              row ->
                  row.key().equals(target.key())
                      && target.arrival().change().id().equals(row.version().winner()));
    }

    private static WriteVersions written(WriteVersions write, VersionKey key, SinkWrite last) {
      return new WriteVersions(
          write.rows().stream()
              .map(
                  row ->
                      row.key().equals(key)
                          ? new VersionRow(key, row.version(), row.hidden(), last)
                          : row)
              .toList());
    }
  }

  /** 003: a missing row is restored by an upsert. */
  static final class RestoredByUpsert extends Rewriting {

    @Override
    Step rewrite(Ask<?> ask) {
      if (ask.statement() instanceof RestoreRows restore) {
        Function<Restored, Step> then = then(ask);
        return new Ask<>(
            new UpsertRows(restore.table(), restore.rows()),
            writers -> {
              Set<VersionKey> all = new HashSet<>();
              restore.rows().forEach(row -> all.add(row.key()));
              return then.apply(new Restored(writers, all));
            });
      }
      return ask;
    }
  }

  /** 019: it is not known what a row shows although it does not win. */
  static final class KeepsUnknown extends Rewriting {

    @Override
    Step rewrite(Ask<?> ask) {
      return ask.statement() instanceof WriteVersions write
          ? new Ask<>(
              new WriteVersions(
                  write.rows().stream()
                      .map(
                          row ->
                              new VersionRow(
                                  row.key(),
                                  row.version(),
                                  row.hidden(),
                                  row.written(),
                                  row.columns()))
                      .toList()),
              then(ask))
          : ask;
    }
  }

  /** 020: which origins' last changes deleted the row. */
  static final class DeletersUnknown extends Rewriting {

    @Override
    Step rewrite(Ask<?> ask) {
      return ask.statement() instanceof WriteVersions write
          ? new Ask<>(
              new WriteVersions(write.rows().stream().map(DeletersUnknown::without).toList()),
              then(ask))
          : ask;
    }

    private static VersionRow without(VersionRow row) {
      RowColumns columns = row.columns();
      return new VersionRow(
          row.key(),
          row.version(),
          row.hidden(),
          row.written(),
          new RowColumns(columns.writtenAt(), columns.base(), columns.seen(), columns.columns()));
    }
  }

  /** 022: which changes were withheld. */
  static final class StubsUnknown extends Rewriting {

    @Override
    Step rewrite(Ask<?> ask) {
      return ask.statement() instanceof WriteVersions write
          ? new Ask<>(
              new WriteVersions(write.rows().stream().map(StubsUnknown::without).toList()),
              then(ask))
          : ask;
    }

    static VersionRow without(VersionRow row) {
      RowColumns columns = row.columns();
      return new VersionRow(
          row.key(),
          row.version(),
          row.hidden(),
          row.written(),
          new RowColumns(columns.writtenAt(), columns.base(), columns.seen(), columns.columns()));
    }
  }

  /** 019: of what waits people are not told. */
  static final class WaitsUntold extends Rewriting {

    @Override
    Step rewrite(Ask<?> ask) {
      if (ask.statement() instanceof RecordConflicts record) {
        List<Conflict> told =
            record.conflicts().stream().filter(conflict -> conflict.reason() == null).toList();
        return told.size() == record.conflicts().size()
            ? ask
            : new Ask<>(new RecordConflicts(told), then(ask));
      }
      return ask;
    }
  }

  /** Columns become what a change says that they are, instead of changing as it changed them. */
  static final class ColumnsAsTold extends Rewriting {

    @Override
    Step rewrite(Ask<?> ask) {
      return ask.statement() instanceof UpsertRows upsert
          ? new Ask<>(
              new UpsertRows(
                  upsert.table(), upsert.rows().stream().map(ColumnsAsTold::asTold).toList()),
              then(ask))
          : ask;
    }

    private static RowTarget asTold(RowTarget target) {
      ColumnTexts relative = target.columns();
      RecordView row = target.arrival().row();
      if (relative == null || row == null) {
        return target;
      }
      ColumnTexts told = ColumnRow.read(String.valueOf(row.value("value")));
      ColumnTexts.Builder columns = new ColumnTexts.Builder();
      relative
          .names()
          .forEach(name -> columns.with(name, (told.has(name) ? told : relative).text(name)));
      return new RowTarget(target.key(), target.arrival(), columns.build());
    }
  }

  /** Conflicts stay as they were recorded. */
  static final class NeverCloses extends Rewriting {

    @Override
    Step rewrite(Ask<?> ask) {
      return ask.statement() instanceof CloseConflicts
          ? apply(Mutants.<Integer>then(ask).apply(0))
          : ask;
    }
  }

  /** A conflict is closed by who has seen the version that lost, whatever of the other. */
  static final class ClosesUnseen extends Rewriting {

    @Override
    Step rewrite(Ask<?> ask) {
      if (ask.statement() instanceof UnresolvedConflicts unresolved) {
        Function<List<UnresolvedConflict>, Step> then = then(ask);
        return new Ask<>(
            unresolved,
            found ->
                then.apply(
                    found.stream()
                        .map(one -> new UnresolvedConflict(one.id(), one.key(), null, one.loser()))
                        .toList()));
      }
      return ask;
    }
  }

  /** A row of a first snapshot counts as seen by who has seen anything of its origin. */
  static final class ClosesWithoutPlace extends Rewriting {

    @Override
    Step rewrite(Ask<?> ask) {
      if (ask.statement() instanceof UnresolvedConflicts unresolved) {
        Function<List<UnresolvedConflict>, Step> then = then(ask);
        return new Ask<>(
            unresolved,
            found -> then.apply(found.stream().map(ClosesWithoutPlace::withoutPlaces).toList()));
      }
      return ask;
    }

    private static UnresolvedConflict withoutPlaces(UnresolvedConflict one) {
      Side winner = one.winner();
      return new UnresolvedConflict(
          one.id(),
          one.key(),
          winner == null ? null : new Side(winner.id(), Stamp.ZERO),
          new Side(one.loser().id(), Stamp.ZERO));
    }
  }

  /** A TRUNCATE closes nothing. */
  static final class TruncatesCloseNothing extends Rewriting {

    @Override
    Step rewrite(Ask<?> ask) {
      return ask.statement() instanceof UnresolvedOfLane
          ? apply(Mutants.<List<UnresolvedConflict>>then(ask).apply(List.of()))
          : ask;
    }
  }

  /** M5: a watermark moves wherever it stood. */
  static final class WatermarkUnconditional extends Rewriting {

    @Override
    Step rewrite(Ask<?> ask) {
      if (ask.statement() instanceof AdvanceWatermarks advance) {
        Function<Boolean, Step> then = then(ask);
        return new Ask<>(advance, moved -> then.apply(true));
      }
      return ask;
    }
  }

  /** C2: the echo marker comes too late: no watermark is written at all. */
  static final class NoEchoMarker extends Rewriting {

    @Override
    Step rewrite(Ask<?> ask) {
      if (ask.statement() instanceof AdvanceWatermarks advance) {
        List<WatermarkMove> none = List.of();
        return advance.moves().isEmpty() ? ask : new Ask<>(new AdvanceWatermarks(none), then(ask));
      }
      return ask;
    }
  }

  /** 026: a watermark that stays where it is is not written, so its transaction bears no mark. */
  static final class MarksOnlyMoves extends Rewriting {

    @Override
    Step rewrite(Ask<?> ask) {
      if (ask.statement() instanceof AdvanceWatermarks advance) {
        List<WatermarkMove> moving =
            advance.moves().stream().filter(move -> !move.from().equals(move.to())).toList();
        return new Ask<>(new AdvanceWatermarks(moving), then(ask));
      }
      return ask;
    }
  }

  /** 026: what is forgotten stops nobody. */
  static final class FloorsUnknown extends Rewriting {

    @Override
    Step rewrite(Ask<?> ask) {
      if (ask.statement() instanceof ReadFloors floors) {
        Function<Map<TableLane, VersionVector>, Step> then = then(ask);
        return new Ask<>(floors, found -> then.apply(Map.of()));
      }
      return ask;
    }
  }
}
