package org.anabranch.store.postgres.races;

import static org.anabranch.sink.store.NoteChange.A;
import static org.anabranch.sink.store.NoteChange.by;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.anabranch.model.version.Origin;
import org.anabranch.sink.store.Note;
import org.anabranch.sink.store.NoteChange;
import org.jspecify.annotations.Nullable;

/**
 * Region a's log, decoded by a slot and read as a capture reads it (rules C2 and C3): transactions
 * in the order of their commits; the sink's add to the context, all others are changes of notes.
 * Only the stamps are chosen by the test, within what a clock could give.
 */
final class OwnLog implements AutoCloseable {

  private static final String READ =
      """
      SELECT xid::text::bigint, (lsn - '0/0'::pg_lsn)::bigint, data
      FROM pg_logical_slot_get_changes('%s', NULL, NULL)
      WHERE data LIKE 'table contract.note: %%' OR data LIKE 'table anabranch.watermark: %%'
      """;

  private static final Pattern WATERMARK =
      Pattern.compile(
          "table anabranch\\.watermark: \\w+: origin\\[text]:'(\\w+)' .* lane\\[integer]:(\\d+)"
              + " stamp\\[bigint]:(\\d+) .*");
  private static final Pattern NOTE =
      Pattern.compile(
          "table contract\\.note: (\\w+): id\\[bigint]:(\\d+)"
              + "(?: body\\[[\\w ]+]:(?:null|'([^']*)') extra\\[text]:(?:null|'([^']*)'))?");

  private static final String HIDDEN =
      """
      SELECT winner_origin || '@' || winner_stamp FROM anabranch.version
      WHERE hidden AND lane = %d AND key_hash = '\\x%s'
      """;

  private record Line(long transaction, long position, String data) {}

  private record Applied(Origin origin, int lane) {}

  private final Observer observer;
  private final String slot;
  private final Queue<List<Line>> transactions = new ArrayDeque<>();
  private final Queue<Line> local = new ArrayDeque<>();
  private final Map<Applied, Long> applied = new HashMap<>();
  private long clock;

  OwnLog(Observer observer, String slot) {
    this.observer = observer;
    this.slot = slot;
    observer.text(
        "SELECT pg_create_logical_replication_slot('%s', 'test_decoding')".formatted(slot));
  }

  /** Forgets what was committed so far, and begins anew. */
  void restart() {
    read();
    transactions.clear();
    local.clear();
    applied.clear();
    clock = 0;
  }

  /** The next local change that was committed; null where there is none. */
  @Nullable NoteChange next(long stamp) {
    read();
    while (local.isEmpty()) {
      List<Line> transaction = transactions.poll();
      if (transaction == null) {
        return null;
      }
      if (transaction.stream().anyMatch(line -> WATERMARK.matcher(line.data).matches())) {
        transaction.forEach(this::applied);
      } else {
        local.addAll(transaction);
      }
    }
    if (stamp <= clock) {
      throw new IllegalArgumentException("The clock stands at " + clock + " already");
    }
    clock = stamp;
    return change(local.remove(), stamp);
  }

  private void read() {
    List<Line> read = new ArrayList<>();
    observer.query(
        READ.formatted(slot),
        rows -> {
          while (rows.next()) {
            read.add(line(rows));
          }
          return read;
        });
    Map<Long, List<Line>> byTransaction = new LinkedHashMap<>();
    read.forEach(
        line -> byTransaction.computeIfAbsent(line.transaction, t -> new ArrayList<>()).add(line));
    transactions.addAll(byTransaction.values());
  }

  private static Line line(ResultSet row) throws SQLException {
    return new Line(row.getLong(1), row.getLong(2), row.getString(3));
  }

  private void applied(Line line) {
    Matcher watermark = WATERMARK.matcher(line.data);
    if (watermark.matches()) {
      Origin origin = new Origin(watermark.group(1));
      long stamp = Long.parseLong(watermark.group(3));
      clock = Math.max(clock, stamp);
      if (!origin.equals(A)) {
        applied.merge(new Applied(origin, Integer.parseInt(watermark.group(2))), stamp, Math::max);
      }
    }
  }

  private NoteChange change(Line line, long stamp) {
    Matcher note = NOTE.matcher(line.data);
    if (!note.matches()) {
      throw new IllegalStateException("Not read as a note: " + line.data);
    }
    long id = Long.parseLong(note.group(2));
    NoteChange change = by(A, stamp).at(line.position);
    if (note.group(1).equals("DELETE")) {
      change.deletes(id);
    } else {
      change.writes(new Note(id, note.group(3), note.group(4)));
    }
    int lane = NoteChange.laneOf(id).number();
    Map<Origin, Long> seen = new HashMap<>();
    applied.forEach(
        (of, highest) -> {
          if (of.lane == lane) {
            seen.put(of.origin, highest);
          }
        });
    seen.forEach(change::saw);
    seenOfKey(id, seen, change);
    return change;
  }

  /** Rule M8: what won and is not shown has not been seen. */
  private void seenOfKey(long id, Map<Origin, Long> seen, NoteChange change) {
    var key = NoteChange.keyOf(id);
    String hidden = observer.text(HIDDEN.formatted(key.lane(), key.hash()));
    if (hidden != null) {
      int at = hidden.indexOf('@');
      Map<Origin, Long> without = new HashMap<>(seen);
      without.computeIfPresent(
          new Origin(hidden.substring(0, at)),
          (origin, highest) -> Math.min(highest, Long.parseLong(hidden.substring(at + 1)) - 1));
      without.forEach(change::sawOfKey);
    }
  }

  @Override
  public void close() {
    observer.text("SELECT pg_drop_replication_slot('%s')".formatted(slot));
  }
}
