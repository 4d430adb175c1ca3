package org.anabranch.model.column;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.anabranch.model.column.ColumnChange.Kind;
import org.anabranch.model.column.Entries.Rewrite;
import org.anabranch.model.column.Entries.Said;
import org.anabranch.model.version.ChangeId;
import org.anabranch.model.version.VersionVector;
import org.jspecify.annotations.Nullable;

/**
 * A list to which everybody appends, such as the messages of a conversation: what several regions
 * appended is all there, each entry once and in the order of the changes (which never contradicts
 * causality), the same in every region. Two entries with the same text are two entries. Null counts
 * as the empty list.
 *
 * <p>Who does anything else than to append rewrites the list: what they had seen and did not keep
 * is gone, what they had not seen stays and comes after their list. An element that is replaced is
 * one that is removed and one that is added. Of several who rewrote the list without having seen
 * each other, the last one's order counts, and what the others added within the list comes at its
 * end; what any of them removed is gone. Which element is meant among several with the same text is
 * told by counting them, so that regions agree, and no more.
 *
 * <p>A row that another region rewrote is written as a whole: what an application appended to it at
 * that moment is gone from the row until it comes back through the own stream.
 */
public final class History implements ColumnMerge<List<String>, Entries> {

  @Override
  public Entries nothing() {
    return Entries.none();
  }

  @Override
  public Entries merge(Entries state, ColumnChange<List<String>> change) {
    List<String> after = list(change.after());
    return switch (change.kind()) {
      case INSERT -> state.anew(change).with(change.id(), new Said(after, null));
      case DELETE -> state.anew(change);
      case READ -> state;
      case UPDATE -> updated(state, change, list(change.before()), after);
    };
  }

  private static Entries updated(
      Entries state, ColumnChange<?> change, List<String> before, List<String> after) {
    if (before.equals(after)) {
      return state;
    }
    if (startsWith(after, before)) {
      return state.with(change.id(), new Said(after.subList(before.size(), after.size()), null));
    }
    List<String> added = new ArrayList<>();
    int[] kept = Difference.between(before, after);
    for (int i = 0; i < kept.length; i++) {
      if (kept[i] == Difference.NEW) {
        added.add(after.get(i));
      }
    }
    return state.with(change.id(), new Said(added, new Rewrite(change.past(), before, after)));
  }

  private static List<String> list(@Nullable List<String> list) {
    return list == null ? List.of() : list;
  }

  private static boolean startsWith(List<String> list, List<String> start) {
    return list.size() >= start.size() && list.subList(0, start.size()).equals(start);
  }

  @Override
  public Entries forget(Entries state, VersionVector stable) {
    return new Settling(state, stable).less();
  }

  @Override
  public Target<List<String>> write(Entries shown, Entries merged, @Nullable List<String> current) {
    List<String> texts = new Arrangement(merged).texts();
    List<String> held = list(current);
    if (overwrites(shown, merged)) {
      return new Target<>(texts, true);
    }
    List<String> known = known(shown);
    if (!merged.full()) {
      return new Target<>(rearranged(shown, held, texts), true);
    }
    if (!startsWith(held, known)) {
      return new Target<>(joined(held, missing(known, texts)), true);
    }
    return new Target<>(joined(texts, held.subList(known.size(), held.size())), true);
  }

  /** What a row shows, as far as its entries are in flight. */
  private static List<String> known(Entries shown) {
    List<String> known = new Arrangement(shown.without(shown.behind())).texts();
    for (var said : shown.said().entrySet()) {
      if (shown.behind().contains(said.getKey())) {
        known.addAll(said.getValue().added());
      }
    }
    return known;
  }

  /**
   * What the row would show more: what a row gets that an application rewrote, and whose write is
   * on its way. Who rewrote the list may have kept entries of changes that come only later, so
   * changes alone do not tell.
   */
  private static List<String> missing(List<String> known, List<String> texts) {
    List<String> missing = new ArrayList<>(texts);
    known.forEach(missing::remove);
    return missing;
  }

  private static List<String> joined(List<String> start, List<String> end) {
    List<String> joined = new ArrayList<>(start);
    joined.addAll(end);
    return joined;
  }

  /**
   * The row with the entries that are in flight in their order. What an application appended since
   * lies between them or behind them, and comes last. Where the row tells it not how many elements
   * come before them, they are looked for from its end.
   */
  private static List<String> rearranged(Entries shown, List<String> held, List<String> texts) {
    List<String> known = known(shown);
    int start = shown.start() >= 0 ? shown.start() : lastRun(held, known);
    if (start > held.size()) {
      return joined(held, missing(known, texts));
    }
    List<String> wanted = new ArrayList<>(known);
    List<String> since = new ArrayList<>();
    held.subList(start, held.size()).stream()
        .filter(text -> !wanted.remove(text))
        .forEach(since::add);
    return wanted.isEmpty()
        ? joined(joined(held.subList(0, start), texts), since)
        : joined(held, missing(known, texts));
  }

  /**
   * Where the entries begin: with their last run, or else the shortest end of the row that has them
   * all. Where it has not, past its end.
   */
  private static int lastRun(List<String> held, List<String> known) {
    int run = Collections.lastIndexOfSubList(held, known);
    List<String> missing = new ArrayList<>(run >= 0 ? List.of() : known);
    for (int end = held.size(); run < 0 && end > 0; end--) {
      missing.remove(held.get(end - 1));
      run = missing.isEmpty() ? end - 1 : run;
    }
    return run >= 0 ? run : held.size() + 1;
  }

  @Override
  public @Nullable List<String> create(
      Entries merged, @Nullable List<String> image, VersionVector seen) {
    List<String> texts = new Arrangement(merged).texts();
    if (merged.full()) {
      return texts;
    }
    List<String> start = new ArrayList<>(list(image));
    List<String> shown = seen(merged, seen);
    for (int i = shown.size() - 1; i >= 0; i--) {
      int last = start.lastIndexOf(shown.get(i));
      if (last >= 0) {
        start.remove(last);
      }
    }
    return image == null && texts.isEmpty() ? null : joined(start, texts);
  }

  private static List<String> seen(Entries merged, VersionVector seen) {
    List<String> texts = new ArrayList<>();
    merged.said().forEach((id, said) -> texts.addAll(seen.covers(id) ? said.added() : List.of()));
    return texts;
  }

  /** Only who deletes a list loses what others added to it. */
  @Override
  public List<ChangeId> rivals(Entries state, ColumnChange<List<String>> change) {
    VersionVector past = change.past();
    return change.kind() == Kind.DELETE
        ? state.said().keySet().stream().filter(id -> !past.covers(id)).toList()
        : List.of();
  }

  @Override
  public boolean overwrites(Entries shown, Entries merged) {
    return merged.full() && (shown.unsure() || !shown.full());
  }

  @Override
  public boolean grows() {
    return true;
  }

  @Override
  public boolean keepsLocalChanges() {
    return true;
  }

  @Override
  public boolean keepsOrder() {
    return true;
  }

  /** What is appended stays, but whoever comes before it may have been written behind it. */
  @Override
  public Entries kept(Entries shown, ColumnChange<List<String>> change, boolean foundAll) {
    Entries more = merge(shown, change);
    if (more.equals(shown)) {
      return differs(change) ? shown.asUnsure() : shown;
    }
    Said said = more.said().get(change.id());
    boolean appended = change.kind() == Kind.UPDATE && said != null && said.rewrite() == null;
    return appended
        ? more.behind(change.id(), foundAll ? start(shown, change) : Entries.UNKNOWN)
        : more.asUnsure();
  }

  /** Whether the row has to show something of it. */
  private static boolean differs(ColumnChange<List<String>> change) {
    return change.kind() != Kind.READ && !list(change.before()).equals(list(change.after()));
  }

  /** How much the row held before the entries in flight when an application appended to it. */
  private static int start(Entries shown, ColumnChange<List<String>> change) {
    int seen = 0;
    for (var said : shown.said().entrySet()) {
      seen += change.past().covers(said.getKey()) ? said.getValue().added().size() : 0;
    }
    return list(change.before()).size() - seen;
  }

  @Override
  public Entries lost(Entries shown, ColumnChange<List<String>> change) {
    return change.startsAnew() || change.after() == null ? shown.asUnsure() : shown;
  }

  @Override
  public boolean shows(ColumnChange<List<String>> change) {
    return change.after() != null || change.kind() == Kind.DELETE;
  }
}
