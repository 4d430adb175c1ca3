package org.anabranch.model.column;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.anabranch.model.column.ColumnChange.Kind;
import org.anabranch.model.column.ColumnMerge.Target;
import org.anabranch.model.version.ChangeId;
import org.anabranch.model.version.HybridClock;
import org.anabranch.model.version.Origin;
import org.anabranch.model.version.Stamp;
import org.anabranch.model.version.VersionVector;
import org.jspecify.annotations.Nullable;

/**
 * A region with one row of one column: applications that write it, a capture that reads the log
 * behind them, and a sink that merges. The last writer decides whether the row is there.
 */
final class ColumnRegion<V, S> {

  /** What a capture sends; a mark has no change. */
  record Message<V>(@Nullable ColumnChange<V> change, VersionVector context, long position) {}

  /** An entry of the log: a local write, or what the sink has merged. */
  private record Entry<V>(
      @Nullable Kind kind,
      @Nullable V before,
      @Nullable V after,
      long position,
      @Nullable Origin origin,
      Stamp merged) {}

  private final ColumnMerge<V, S> merge;
  private final Origin origin;
  private final HybridClock clock = new HybridClock(Stamp.ZERO);
  private final Map<Origin, Stamp> applied = new TreeMap<>();
  private final Map<Origin, VersionVector> heard = new HashMap<>();
  private final Map<Origin, Integer> read = new HashMap<>();
  private final List<Entry<V>> log = new ArrayList<>();
  private final List<Message<V>> sent = new ArrayList<>();
  private int captured;

  private boolean present = true;
  private @Nullable V value;
  private boolean sinkWroteLast;
  private long position;
  private long writtenAt;
  private @Nullable ColumnChange<V> winner;
  private ColumnCell<V, S> cell;

  ColumnRegion(ColumnMerge<V, S> merge, Origin origin, @Nullable V value) {
    this.merge = merge;
    this.origin = origin;
    this.value = value;
    this.cell = ColumnCell.empty(merge);
  }

  boolean present() {
    return present;
  }

  @Nullable V value() {
    return value;
  }

  ColumnCell<V, S> cell() {
    return cell;
  }

  List<Message<V>> sent() {
    return sent;
  }

  /** An application's statement, committed at once. */
  void write(Kind kind, @Nullable V after) {
    log.add(new Entry<>(kind, value, after, ++position, null, Stamp.ZERO));
    present = kind != Kind.DELETE;
    value = after;
    sinkWroteLast = kind == Kind.READ && sinkWroteLast;
  }

  /** Reads the next entry of the log; answers whether there was one. */
  boolean capture(long nowMillis) {
    if (captured == log.size()) {
      return false;
    }
    Entry<V> entry = log.get(captured++);
    if (entry.kind() == null) {
      applied.merge(entry.origin(), entry.merged(), Stamp::max);
      clock.observe(entry.merged());
    } else {
      ChangeId id = new ChangeId(origin, clock.tick(nowMillis));
      VersionVector context = context(id.stamp());
      sent.add(
          new Message<>(
              new ColumnChange<>(id, context, entry.kind(), entry.before(), entry.after()),
              context,
              entry.position()));
    }
    return true;
  }

  void mark() {
    sent.add(new Message<>(null, context(clock.now()), 0));
  }

  private VersionVector context(Stamp own) {
    Map<Origin, Stamp> entries = new TreeMap<>(applied);
    entries.put(origin, own);
    return VersionVector.of(entries);
  }

  /** Merges the next message of an origin; answers whether there was one. */
  boolean merge(ColumnRegion<V, S> from) {
    int next = read.getOrDefault(from.origin, 0);
    if (next == from.sent.size()) {
      return false;
    }
    read.put(from.origin, next + 1);
    Message<V> message = from.sent.get(next);
    heard.put(from.origin, message.context());
    ColumnChange<V> change = message.change();
    if (change != null) {
      merge(change, message.position());
    }
    Stamp stamp = message.context().of(from.origin);
    log.add(new Entry<>(null, null, null, ++position, from.origin, stamp));
    return true;
  }

  private void merge(ColumnChange<V> change, long at) {
    boolean own = change.id().origin().equals(origin);
    ColumnChange<V> before = winner;
    boolean wins = before == null || change.id().compareTo(before.id()) > 0;
    ColumnChange<V> last = before == null || wins ? change : before;
    winner = last;
    cell = own ? cell.mergeOwn(merge, change, at, writtenAt) : cell.merge(merge, change);
    boolean covered = own && at <= writtenAt && sinkWroteLast;
    if (last.kind() == Kind.DELETE) {
      if (wins ? !own || covered : own) {
        replace(false, null);
      }
    } else if (present) {
      update();
    } else if (wins && (!own || covered)) {
      cell = cell.made(merge, change.after(), change.seen());
      replace(true, merge.create(cell.merged(), change.after(), change.seen()));
    }
  }

  private void replace(boolean alive, @Nullable V content) {
    present = alive;
    value = content;
    written();
    cell = cell.replaced(position);
  }

  private void update() {
    if (cell.pending()) {
      Target<V> target = cell.write(merge, value);
      value = target.value();
      if (target.reached()) {
        written();
        cell = cell.written(merge, position);
      }
    }
  }

  private void written() {
    sinkWroteLast = true;
    writtenAt = ++position;
  }

  /** Forgets what every region has told that it has merged. */
  void forget(Collection<Origin> members) {
    TreeMap<Origin, Stamp> stable = new TreeMap<>();
    for (Origin of : members) {
      Stamp lowest = null;
      for (Origin member : members) {
        Stamp seen = heard.getOrDefault(member, VersionVector.EMPTY).of(of);
        lowest = lowest == null || seen.compareTo(lowest) < 0 ? seen : lowest;
      }
      if (lowest != null) {
        stable.put(of, lowest);
      }
    }
    cell = cell.forget(merge, VersionVector.of(stable));
  }
}
