package org.anabranch.sink.plan;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.anabranch.model.change.Lane;
import org.anabranch.model.merge.KeyVersion;
import org.anabranch.model.version.ChangeId;
import org.anabranch.model.version.Stamp;
import org.anabranch.model.version.VersionVector;
import org.anabranch.sink.column.ColumnTexts;
import org.anabranch.sink.column.KeyColumns;
import org.anabranch.sink.column.RowColumns;
import org.anabranch.sink.column.TableColumns;
import org.anabranch.sink.plan.Step.Ask;
import org.anabranch.sink.store.Conflict;
import org.anabranch.sink.store.Conflict.Verdict;
import org.anabranch.sink.store.Conflict.Version;
import org.anabranch.sink.store.Obstacles;
import org.anabranch.sink.store.Obstacles.Holder;
import org.anabranch.sink.store.ParkedRow;
import org.anabranch.sink.store.Statement.CloseConflicts;
import org.anabranch.sink.store.Statement.Closing;
import org.anabranch.sink.store.Statement.DropParked;
import org.anabranch.sink.store.Statement.ReadPosition;
import org.anabranch.sink.store.Statement.RecordConflicts;
import org.anabranch.sink.store.Statement.RowState;
import org.anabranch.sink.store.Statement.RowTarget;
import org.anabranch.sink.store.Statement.UnresolvedConflicts;
import org.anabranch.sink.store.Statement.WriteParked;
import org.anabranch.sink.store.Statement.WriteVersions;
import org.anabranch.sink.store.VersionKey;
import org.anabranch.sink.store.VersionRow;
import org.anabranch.sink.store.VersionRow.SinkWrite;
import org.jspecify.annotations.Nullable;

/** Which rows a {@link ParkedPlan} has shown, displaced and left, and what is written of it. */
final class Displacement {

  /**
   * A row that is in the way of a parked one.
   *
   * @param id the winner that it shows, as far as is known; one that shows none is below all
   * @param version null where nothing is known of the key
   */
  record Rival(VersionKey key, Holder holder, ChangeId id, @Nullable VersionRow version) {

    static Rival of(
        ParkedTable table, VersionKey key, Holder holder, @Nullable VersionRow version) {
      ChangeId winner = version == null ? null : version.version().winner();
      boolean shown =
          version != null && winner != null && !version.hidden() && !version.version().deleted();
      return new Rival(
          key,
          holder,
          shown ? Objects.requireNonNull(winner) : new ChangeId(table.own(), Stamp.ZERO),
          version);
    }

    boolean isAbove(ParkedRow row) {
      int order = id.compareTo(row.id());
      return order > 0 || (order == 0 && key.compareTo(row.key()) > 0);
    }

    /** Whether the own stream may be yet to tell of it for the first time. */
    boolean unread(ParkedTable table) {
      return (version == null || version.version().winner() == null)
          && table.unread().contains(key.lane());
    }

    RowTarget target(ParkedRow inFavourOf) {
      return parked(inFavourOf, ColumnTexts.NONE).target();
    }

    /** The row, as it is parked where it gives way. */
    ParkedRow parked(ParkedRow inFavourOf, ColumnTexts columns) {
      return new ParkedRow(
          key,
          id,
          version == null ? Stamp.ZERO : version.version().sequence(),
          new Lane(key.lane(), inFavourOf.lane().of()),
          holder.name(),
          columns,
          holder.constraint(),
          inFavourOf.place(),
          0,
          true,
          false);
    }

    /** Its version row, where nothing but what is forgotten is known of it. */
    VersionRow unversioned(ParkedTable table, VersionVector floor) {
      return new VersionRow(
          key, KeyVersion.unversioned(floor, table.own()), false, null, begun(table));
    }

    private static RowColumns begun(ParkedTable table) {
      if (table.columns() == null) {
        return RowColumns.NONE;
      }
      KeyColumns columns = new KeyColumns(table.columns(), RowColumns.NONE, VersionVector.EMPTY);
      columns.found(table.own());
      return columns.result();
    }
  }

  /**
   * A row that was written.
   *
   * @param kept as of {@link SinkWrite}; {@link #ALL} for what an application had left there
   */
  private record Written(VersionRow row, long writer, boolean deleted, long kept) {}

  private static final long ALL = -1;

  private final String strategy;
  private final @Nullable TableColumns columns;
  private final long nowMicros;
  private final Map<VersionKey, Written> versions = new TreeMap<>();
  private final Map<VersionKey, ParkedRow> parked = new LinkedHashMap<>();
  private final Map<VersionKey, ParkedRow> ended = new TreeMap<>();
  private final List<ParkedContent> refreshed = new ArrayList<>();
  private final List<Conflict> conflicts = new ArrayList<>();
  private int displaced;

  /**
   * @param strategy the name of the tables' strategy, for people
   * @param columns where the rows that are shown are merged by column; else null
   */
  Displacement(String strategy, @Nullable TableColumns columns, long nowMicros) {
    this.strategy = strategy;
    this.columns = columns;
    this.nowMicros = nowMicros;
  }

  /**
   * A constraint forbids the row whatever others there are.
   *
   * @param version of the row
   */
  void forbidden(ParkedRow row, VersionRow version, Obstacles obstacles, String constraint) {
    tell(row, version, obstacles, null, constraint);
  }

  /**
   * A row of a higher winner is in its way.
   *
   * @param version of the row
   */
  void staysBehind(ParkedRow row, VersionRow version, Obstacles obstacles, Rival above) {
    Version winner =
        new Version.Found(
            above.id(), sequence(above), above.holder().content(), certain(above, above.holder()));
    tell(row, version, obstacles, winner, above.holder().constraint());
  }

  private static Stamp sequence(Rival rival) {
    return rival.version() == null ? Stamp.ZERO : rival.version().version().sequence();
  }

  private static boolean certain(Rival rival, Holder holder) {
    SinkWrite written = rival.version() == null ? null : rival.version().written();
    return written != null && written.kept() == 0 && written.writer() == holder.writer();
  }

  private void tell(
      ParkedRow row,
      VersionRow version,
      Obstacles obstacles,
      @Nullable Version winner,
      String constraint) {
    if (!row.told()) {
      parked.put(row.key(), row.withTold());
      conflicts.add(
          new Conflict(
              row.arrival(),
              winner,
              parked(row, version, obstacles),
              strategy,
              Verdict.PARKED,
              "constraint " + constraint));
    }
  }

  /**
   * A parked row holds its winner, unless an application had written to it before it was parked.
   */
  private static Version parked(ParkedRow row, VersionRow version, Obstacles obstacles) {
    return new Version.Found(row.id(), row.sequence(), obstacles.row(), kept(version) == 0);
  }

  /** The row stays parked, and holds what else was merged of its columns. */
  void refreshes(ParkedContent content) {
    refreshed.add(content);
    parked.put(content.row().key(), content.row());
  }

  /** The row is in the table; answers the version row, without the position of the write. */
  VersionRow shown(ParkedRow row, VersionRow version, long writer) {
    parked.remove(row.key());
    ended.put(row.key(), row);
    VersionRow shown =
        new VersionRow(row.key(), version.version(), false, version.written(), version.columns());
    versions.put(row.key(), new Written(shown, writer, false, kept(version)));
    return shown;
  }

  /** Up to where own changes are in a row that is parked. */
  static long kept(VersionRow version) {
    SinkWrite written = version.written();
    return written == null ? 0 : written.kept();
  }

  /**
   * The row has been deleted in favour of a parked one; answers the version row, without the
   * position. Where no winner was shown by it, it was an application's row that is on its way.
   *
   * @param parkedVersion the version row of the one in favour of which it was
   */
  VersionRow displaced(
      Rival rival,
      VersionRow version,
      RowState state,
      ParkedRow inFavourOf,
      VersionRow parkedVersion,
      Obstacles obstacles,
      long writer) {
    VersionRow hidden = version;
    displaced++;
    boolean shown = !version.hidden() && !version.version().deleted();
    if (shown) {
      hidden =
          new VersionRow(
              rival.key(), version.version(), true, version.written(), version.columns());
      ParkedRow row = rival.parked(inFavourOf, state.columns());
      ended.remove(row.key());
      parked.put(row.key(), row);
      conflicts.add(
          new Conflict(
              row.arrival(),
              parked(inFavourOf, parkedVersion, obstacles),
              new Version.Found(
                  row.id(), row.sequence(), state.content(), certain(rival, rival.holder())),
              strategy,
              Verdict.PARKED,
              "constraint " + rival.holder().constraint()));
    }
    delete(hidden, state, writer, shown);
    return hidden;
  }

  private void delete(VersionRow row, RowState state, long writer, boolean parked) {
    versions.put(row.key(), new Written(row, writer, true, kept(row, state, parked, ALL)));
  }

  /**
   * Up to where own changes are in the key's parked row, once its row in the table is deleted.
   *
   * @param parked whether the row that is deleted is parked; if not, another one is that does not
   *     hold what was found here
   * @param all what is answered where an application has written to it since the sink did
   */
  static long kept(VersionRow row, RowState state, boolean parked, long all) {
    SinkWrite before = row.written();
    boolean asLeft = before != null && before.writer() == state.writer();
    return asLeft || !parked ? kept(row) : all;
  }

  /**
   * The row has been deleted since one that it refers to is to go. Nobody is told: that one, or the
   * row's own delete, may be on its way.
   */
  void orphaned(OrphanedRows rows, VersionKey key, long writer) {
    VersionRow version = rows.version(key);
    displaced++;
    boolean shown = rows.shown(key);
    if (shown) {
      ended.remove(key);
      parked.put(key, rows.parked(key));
      version = new VersionRow(key, version.version(), true, version.written());
    }
    delete(version, rows.state(key), writer, shown);
  }

  /** The steps that write all this down. */
  Step finish(@Nullable VersionKey after) {
    Step end =
        new Step.Retried(
            new ParkedReport(ended.size(), displaced, refreshed.size(), conflicts.size(), after));
    return writeVersions(() -> dropParked(() -> writeParked(() -> record(() -> close(end)))));
  }

  private Step writeVersions(Supplier<Step> next) {
    return versions.isEmpty() && refreshed.isEmpty()
        ? next.get()
        : new Ask<>(
            new ReadPosition(),
            position ->
                new Ask<>(
                    new WriteVersions(
                        Stream.concat(
                                versions.values().stream().map(of -> at(of, position)),
                                refreshed.stream().map(content -> content.version(position)))
                            .toList()),
                    count -> next.get()));
  }

  private VersionRow at(Written written, long position) {
    VersionRow row = written.row();
    return new VersionRow(
        row.key(),
        row.version(),
        row.hidden(),
        new SinkWrite(
            position,
            written.writer(),
            written.deleted(),
            written.kept() == ALL ? position : written.kept()),
        written.deleted() ? row.columns() : putBack(row, position));
  }

  private RowColumns putBack(VersionRow row, long position) {
    return columns == null
        ? row.columns()
        : new KeyColumns(columns, row.columns(), VersionVector.EMPTY).putBack(position);
  }

  private Step dropParked(Supplier<Step> next) {
    return ended.isEmpty()
        ? next.get()
        : new Ask<>(new DropParked(List.copyOf(ended.keySet())), count -> next.get());
  }

  private Step writeParked(Supplier<Step> next) {
    return parked.isEmpty()
        ? next.get()
        : new Ask<>(new WriteParked(List.copyOf(parked.values())), count -> next.get());
  }

  private Step record(Supplier<Step> next) {
    return conflicts.isEmpty()
        ? next.get()
        : new Ask<>(new RecordConflicts(conflicts), count -> next.get());
  }

  /** Conflicts are over whose losers are shown again. */
  private Step close(Step end) {
    return ended.isEmpty()
        ? end
        : new Ask<>(
            new UnresolvedConflicts(List.copyOf(ended.keySet())),
            unresolved -> {
              List<Closing> closings =
                  unresolved.stream()
                      .filter(conflict -> conflict.winner() == null)
                      .filter(conflict -> isShown(conflict.key(), conflict.loser().id()))
                      .map(conflict -> new Closing(conflict.id(), conflict.loser().id(), nowMicros))
                      .toList();
              return closings.isEmpty()
                  ? end
                  : new Ask<>(new CloseConflicts(closings), count -> end);
            });
  }

  private boolean isShown(VersionKey key, ChangeId id) {
    ParkedRow row = ended.get(key);
    return row != null && row.id().equals(id);
  }
}
