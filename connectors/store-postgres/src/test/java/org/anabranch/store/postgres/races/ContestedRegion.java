package org.anabranch.store.postgres.races;

import static org.anabranch.sink.store.NoteChange.A;
import static org.anabranch.sink.store.NoteChange.by;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.anabranch.model.change.ChangeKind;
import org.anabranch.sink.plan.MergeReport;
import org.anabranch.sink.store.Arrival;
import org.anabranch.sink.store.NoteChange;
import org.anabranch.sink.store.VersionKey;
import org.anabranch.sink.store.VersionRow.SinkWrite;
import org.anabranch.store.postgres.TestDatabase;
import org.jspecify.annotations.Nullable;

/** Region a: a database of notes, which applications and sink tasks write at once. */
final class ContestedRegion implements AutoCloseable {

  private static final String STANDING =
      """
      SELECT n.body, coalesce(n.xmin::text::bigint = v.written_by, false),
        coalesce(v.winner_origin || '@' || v.winner_stamp
          || CASE WHEN v.deleted THEN ' deleted' ELSE '' END
          || CASE WHEN v.hidden THEN ' hidden' ELSE '' END, 'none'),
        v.written_at, v.written_by, v.written_deleted
      FROM (VALUES (%d)) AS asked(id)
        LEFT JOIN contract.note n ON n.id = asked.id
        LEFT JOIN anabranch.version v ON v.lane = %d AND v.key_hash = '\\x%s'
      """;

  private static final String CONFLICTS =
      """
      SELECT concat_ws(' over ', winner_origin || '@' || winner_stamp,
        loser_origin || '@' || loser_stamp
          || CASE verdict WHEN 'settled' THEN '' ELSE ' ' || verdict END)
      FROM anabranch.conflict ORDER BY winner_stamp, loser_stamp
      """;

  private static final String EMPTY =
      "TRUNCATE contract.note, anabranch.watermark, anabranch.version, anabranch.conflict";

  /** Waits where a test holds the advisory lock 5. */
  private static final String PASSES =
      "CREATE FUNCTION contract.passes() RETURNS bool LANGUAGE plpgsql AS $$"
          + " BEGIN PERFORM pg_advisory_xact_lock(5); RETURN true; END $$";

  private final TestDatabase database =
      TestDatabase.with(
          "CREATE SCHEMA contract",
          "CREATE TABLE contract.note (id bigint PRIMARY KEY, body varchar(40), extra text UNIQUE)",
          PASSES);

  private final Observer observer;
  private final OwnLog log;
  private final List<Sink> sinks = new ArrayList<>();
  private final List<PacedMerge> merges = new ArrayList<>();
  private final List<Application> applications = new ArrayList<>();

  ContestedRegion() {
    try {
      observer = new Observer(database);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
    log = new OwnLog(observer, "races_" + database.name());
    begin();
  }

  /** Each lane's first mark says that the own origin has no snapshot to come. */
  private void begin() {
    List<NoteChange> marks = new ArrayList<>();
    for (int lane = 0; lane < NoteChange.LANES; lane++) {
      marks.add(by(A, 1).only(ChangeKind.MARK, lane));
    }
    merge(marks.toArray(NoteChange[]::new));
    log.restart();
  }

  /** Ends what is under way and empties all tables. */
  void restart() throws SQLException {
    stop();
    observer.execute(EMPTY);
    begin();
  }

  private void stop() throws SQLException {
    merges.forEach(PacedMerge::close);
    for (Application application : applications) {
      application.close();
    }
    merges.clear();
    applications.clear();
  }

  /** Another application, which has not begun a transaction. */
  Application application() {
    try {
      Application application =
          new Application(database, observer, "application" + applications.size());
      applications.add(application);
      return application;
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /** A task that has begun to merge a batch, and executed nothing yet. */
  PacedMerge merging(NoteChange... batch) {
    return merging(Arrays.stream(batch).map(NoteChange::arrival).toList());
  }

  PacedMerge merging(List<Arrival> batch) {
    if (sinks.size() == merges.size()) {
      sinks.add(Sink.open(database, "sink" + sinks.size()));
    }
    PacedMerge merge = new PacedMerge(observer, sinks.get(merges.size()), batch);
    merges.add(merge);
    return merge;
  }

  /** Merges a batch while nobody interferes. */
  MergeReport merge(NoteChange... batch) {
    return merging(batch).finishes();
  }

  /** Captures the next local change that was committed. */
  NoteChange captures(long stamp) {
    NoteChange change = log.next(stamp);
    if (change == null) {
      throw new AssertionError("No local change was committed");
    }
    return change;
  }

  /** The only value of a query. */
  @Nullable String observed(String sql) {
    return observer.text(sql);
  }

  /** For how long sinks that are opened from now on wait before they look for a deadlock. */
  void sinksWaitFor(String time) {
    observer.execute(
        "ALTER DATABASE " + database.name() + " SET deadlock_timeout = '" + time + "'");
    merges.forEach(PacedMerge::close);
    merges.clear();
    sinks.forEach(sink -> sink.store().close());
  }

  /** Whether every local change that was committed has been captured. */
  boolean allCaptured() {
    return log.next(Long.MAX_VALUE) == null;
  }

  /** A note that region a wrote, captured and merged. */
  ContestedRegion holds(long id, String body, long stamp) {
    application()
        .executes("INSERT INTO contract.note VALUES (%d, '%s')".formatted(id, body))
        .commits();
    merge(captures(stamp));
    return this;
  }

  Standing standing(long id) {
    VersionKey key = NoteChange.keyOf(id);
    return Objects.requireNonNull(
        observer.query(
            STANDING.formatted(id, key.lane(), key.hash()),
            row -> row.next() ? standing(row) : null));
  }

  private static Standing standing(ResultSet row) throws SQLException {
    long position = row.getLong(4);
    SinkWrite written =
        row.wasNull() ? null : new SinkWrite(position, row.getLong(5), row.getBoolean(6));
    return new Standing(row.getString(1), row.getBoolean(2), row.getString(3), written);
  }

  /** The version of the row itself, which every write changes. */
  @Nullable String rowMark(long id) {
    return observer.text("SELECT xmin || ' ' || ctid FROM contract.note WHERE id = " + id);
  }

  /** How far a stream of a note's lane was merged. */
  @Nullable String watermark(String origin, long id) {
    return observer.text(
        "SELECT stamp FROM anabranch.watermark WHERE origin = '%s' AND lane = %d"
            .formatted(origin, NoteChange.laneOf(id).number()));
  }

  /**
   * The recorded conflicts, as {@code winner over loser}, and the changes that were refused, as
   * {@code change quarantined}.
   */
  List<String> conflicts() {
    List<String> conflicts = new ArrayList<>();
    observer.query(
        CONFLICTS,
        rows -> {
          while (rows.next()) {
            conflicts.add(rows.getString(1));
          }
          return conflicts;
        });
    return conflicts;
  }

  /** The next note whose changes travel in the same lane. */
  static long besides(long id) {
    long other = id + 1;
    while (!NoteChange.laneOf(other).equals(NoteChange.laneOf(id))) {
      other++;
    }
    return other;
  }

  @Override
  public void close() throws SQLException {
    stop();
    sinks.forEach(sink -> sink.store().close());
    log.close();
    observer.close();
  }
}
