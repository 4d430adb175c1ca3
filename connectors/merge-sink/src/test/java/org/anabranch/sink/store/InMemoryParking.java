package org.anabranch.sink.store;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.anabranch.sink.column.ColumnTexts;
import org.anabranch.sink.store.InMemoryDatabase.Row;
import org.anabranch.sink.store.InMemoryDatabase.State;
import org.anabranch.sink.store.Obstacles.Holder;
import org.anabranch.sink.store.Statement.Child;
import org.anabranch.sink.store.Statement.DropParked;
import org.anabranch.sink.store.Statement.FindChildren;
import org.anabranch.sink.store.Statement.FindObstacles;
import org.anabranch.sink.store.Statement.FindOrphans;
import org.anabranch.sink.store.Statement.FindParked;
import org.anabranch.sink.store.Statement.ReadParked;
import org.anabranch.sink.store.Statement.RowTarget;
import org.anabranch.sink.store.Statement.WriteParked;
import org.jspecify.annotations.Nullable;

/**
 * The constraints of the table of notes, and its parked rows: an {@code extra} that begins with
 * {@code unique} only one note may have, one that begins with {@code never} none, and one that is
 * {@code child-of-} a number refers to that note.
 */
final class InMemoryParking {

  private static final String UNIQUE = "note_extra_unique";
  private static final String NEVER = "note_extra_never";
  private static final String PARENT = "note_parent";
  private static final String CHILD_OF = "child-of-";

  private final State now;
  private final Instant time;

  InMemoryParking(State now, Instant time) {
    this.now = now;
    this.time = time;
  }

  /**
   * Checks a row that is about to be written.
   *
   * @throws StoreException.RowsRefused naming the constraint that it violates
   */
  static void check(State now, VersionKey key, Map<String, @Nullable Object> columns) {
    Object extra = columns.get("extra");
    if (isForbidden(extra)) {
      throw refused(NEVER);
    }
    boolean taken =
        now.rows.entrySet().stream()
            .anyMatch(other -> !other.getKey().equals(key) && excludes(extra, other.getValue()));
    if (taken) {
      throw refused(UNIQUE);
    }
  }

  private static StoreException refused(String constraint) {
    return new StoreException.RowsRefused("constraint " + constraint, null, constraint);
  }

  private static boolean isForbidden(@Nullable Object extra) {
    return extra instanceof String text && text.startsWith("never");
  }

  private static boolean excludes(@Nullable Object extra, Row other) {
    return extra instanceof String text
        && text.startsWith("unique")
        && text.equals(other.columns().get("extra"));
  }

  Object answer(Statement<?> statement) {
    if (statement instanceof WriteParked write) {
      write.rows().forEach(this::write);
      return write.rows().size();
    } else if (statement instanceof DropParked drop) {
      return (int) drop.keys().stream().filter(key -> now.parked.remove(key) != null).count();
    } else if (statement instanceof ReadParked read) {
      return now.parked.values().stream()
          .filter(row -> row.key().table().equals(read.table()))
          .filter(row -> read.after() == null || row.key().compareTo(read.after()) > 0)
          .limit(read.rowsMax())
          .map(this::aged)
          .toList();
    } else if (statement instanceof FindParked find) {
      Map<VersionKey, ParkedRow> found = new TreeMap<>(now.parked);
      found.keySet().retainAll(find.keys());
      return found;
    } else if (statement instanceof FindObstacles find) {
      return find.rows().stream().map(this::obstacles).toList();
    } else if (statement instanceof FindOrphans find) {
      return orphans(find);
    } else if (statement instanceof FindChildren find) {
      return children(find);
    }
    throw new IllegalArgumentException(statement.name());
  }

  private Map<VersionKey, String> orphans(FindOrphans find) {
    Map<VersionKey, String> orphans = new TreeMap<>();
    for (RowTarget target : find.rows()) {
      Row row = now.rows.get(target.key());
      if (row != null && misses((String) row.columns().get("extra"))) {
        orphans.put(target.key(), PARENT);
      }
    }
    return orphans;
  }

  /** How many notes refer to none. */
  static Map<String, Long> orphans(State committed) {
    InMemoryParking parking = new InMemoryParking(committed, Instant.EPOCH);
    return Map.of(
        PARENT,
        committed.rows.values().stream()
            .filter(row -> parking.misses((String) row.columns().get("extra")))
            .count());
  }

  private List<Child> children(FindChildren find) {
    Set<VersionKey> gone =
        find.deleted().stream()
            .map(RowTarget::key)
            .filter(key -> !now.rows.containsKey(key))
            .collect(Collectors.toSet());
    return now.rows.values().stream()
        .filter(row -> gone.contains(parent((String) row.columns().get("extra"))))
        .limit(find.rowsMax())
        .map(row -> new Child(find.table(), Objects.requireNonNull(row.key()), PARENT))
        .toList();
  }

  /** The note that another one refers to; null where it refers to none. */
  private static @Nullable VersionKey parent(@Nullable String extra) {
    return extra != null && extra.startsWith(CHILD_OF)
        ? NoteChange.keyOf(Long.parseLong(extra.substring(CHILD_OF.length())))
        : null;
  }

  private boolean misses(@Nullable String extra) {
    VersionKey parent = parent(extra);
    return parent != null && !now.rows.containsKey(parent);
  }

  private ParkedRow aged(ParkedRow row) {
    Instant since = now.parkedAt.getOrDefault(row.key(), time);
    return since.isBefore(time.minusSeconds(60)) ? row.withLasting() : row;
  }

  private void write(ParkedRow row) {
    if (!now.parked.containsKey(row.key())) {
      now.parkedAt.put(row.key(), time);
    }
    ParkedRow before = now.parked.get(row.key());
    ColumnTexts columns = before == null ? row.columns() : before.columns().with(row.columns());
    now.parked.put(row.key(), row.holding(columns));
  }

  private Obstacles obstacles(ParkedRow row) {
    String extra = row.columns().text("extra");
    List<Holder> holders = new ArrayList<>();
    now.rows.forEach(
        (key, other) -> {
          if (!key.equals(row.key()) && excludes(extra, other)) {
            holders.add(
                new Holder(
                    Objects.requireNonNull(other.key()),
                    UNIQUE,
                    other.writer(),
                    other.columns().toString(),
                    InMemoryTransaction.texts(other.columns())));
          }
        });
    String told = "{extra=" + extra + "}";
    return new Obstacles(
        told, isForbidden(extra) ? NEVER : null, misses(extra) ? PARENT : null, holders);
  }
}
