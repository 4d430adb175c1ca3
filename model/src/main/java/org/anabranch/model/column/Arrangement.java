package org.anabranch.model.column;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.anabranch.model.column.Entries.Rewrite;
import org.anabranch.model.column.Entries.Said;
import org.anabranch.model.version.ChangeId;
import org.anabranch.model.version.VersionVector;
import org.jspecify.annotations.Nullable;

/**
 * What changes in flight make of a history: the last rewritten list, then what its writer had not
 * seen, in the order of the changes; without what other rewriters had seen and did not keep.
 */
final class Arrangement {

  /**
   * One element, whoever's list it is in.
   *
   * @param by the change in flight that added it; null for one that is older
   * @param index of what the change added; of an older one, which of those with this text
   */
  record Element(String text, @Nullable ChangeId by, int index) {}

  /**
   * What somebody who rewrote the list had seen.
   *
   * @param past also what others had seen whose lists they saw
   * @param kept for each element of the list that they left, the one that they found; null for one
   *     that they added
   * @param gone what they had seen and did not keep
   */
  private record View(VersionVector past, List<@Nullable Element> kept, Set<Element> gone) {}

  private final Entries entries;
  private final SortedMap<ChangeId, View> views = new TreeMap<>();
  private final Set<Element> gone = new HashSet<>();
  private final @Nullable ChangeId last;

  Arrangement(Entries entries) {
    this.entries = entries;
    ChangeId latest = null;
    for (var change : entries.said().entrySet()) {
      Rewrite rewrite = change.getValue().rewrite();
      if (rewrite != null) {
        View view = view(rewrite);
        views.put(change.getKey(), view);
        gone.addAll(view.gone());
        latest = view.past().covers(entries.anew()) ? change.getKey() : latest;
      }
    }
    this.last = latest;
  }

  /** The list: all of it where the entries are {@link Entries#full()}, otherwise its end. */
  List<String> texts() {
    List<String> texts = new ArrayList<>();
    elements().forEach(element -> texts.add(element.text()));
    return texts;
  }

  private List<Element> elements() {
    List<Element> elements = new ArrayList<>();
    List<Element> start = last == null ? List.of() : rewritten(last);
    elements.addAll(start);
    elements.addAll(appended(new HashSet<>(start)));
    elements.removeIf(gone::contains);
    return elements;
  }

  /** What the last rewriter's list does not have; they had not seen it. */
  private List<Element> appended(Set<Element> start) {
    List<Element> appended = new ArrayList<>();
    for (ChangeId id : entries.said().keySet()) {
      if (last == null || !past(last).covers(id)) {
        appended.addAll(added(id));
      }
    }
    appended.removeIf(start::contains);
    return appended;
  }

  /** The list that somebody left, without what they added at its end. */
  private List<Element> rewritten(ChangeId by) {
    List<@Nullable Element> kept = view(by).kept();
    List<Element> added = added(by);
    List<Element> list = new ArrayList<>();
    int end = kept.size();
    while (end > 0 && kept.get(end - 1) == null) {
      end--;
    }
    int next = 0;
    for (int i = 0; i < end; i++) {
      Element element = kept.get(i);
      list.add(element == null ? added.get(next++) : element);
    }
    return list;
  }

  private View view(ChangeId by) {
    View view = views.get(by);
    if (view == null) {
      throw new IllegalStateException("Only who rewrote a list has a view of it");
    }
    return view;
  }

  /** What somebody had seen who rewrote the list. */
  VersionVector past(ChangeId by) {
    return view(by).past();
  }

  Set<ChangeId> rewriters() {
    return views.keySet();
  }

  /** Of what a change added, what is left outside the last rewriter's list. */
  List<String> outside(ChangeId by) {
    List<Element> added = new ArrayList<>(added(by));
    added.removeIf(gone::contains);
    if (last != null) {
      added.removeAll(rewritten(last));
      if (past(last).covers(by)) {
        added.clear();
      }
    }
    return added.stream().map(Element::text).toList();
  }

  /** Of what a change added, what all of these kept who rewrote the list. */
  List<String> left(ChangeId by, Set<ChangeId> rewriters) {
    List<Element> added = new ArrayList<>(added(by));
    rewriters.forEach(rewriter -> added.removeIf(view(rewriter).gone()::contains));
    return added.stream().map(Element::text).toList();
  }

  private List<Element> added(ChangeId by) {
    List<Element> added = new ArrayList<>();
    Said said = entries.said().get(by);
    if (said != null) {
      said.added().forEach(text -> added.add(new Element(text, by, added.size())));
    }
    return added;
  }

  private View view(Rewrite rewrite) {
    VersionVector past = closed(rewrite.past());
    Set<Element> goneBefore = new HashSet<>();
    views.forEach(
        (id, view) -> {
          if (past.covers(id)) {
            goneBefore.addAll(view.gone());
          }
        });
    List<Element> found = found(rewrite.before(), past, goneBefore);
    Set<Element> left = new HashSet<>(found);
    List<@Nullable Element> kept = new ArrayList<>();
    for (int place : Difference.between(rewrite.before(), rewrite.after())) {
      kept.add(place == Difference.NEW ? null : found.get(place));
    }
    left.removeAll(kept);
    return new View(past, kept, left);
  }

  /** With what those had seen whose lists were seen. */
  private VersionVector closed(VersionVector past) {
    List<ChangeId> earlier = new ArrayList<>(views.keySet());
    VersionVector all = past;
    for (int i = earlier.size() - 1; i >= 0; i--) {
      all = all.covers(earlier.get(i)) ? all.join(past(earlier.get(i))) : all;
    }
    return all;
  }

  /**
   * Which elements a list is made of. Of those with the same text the last are the ones that
   * changes in flight added.
   */
  private List<Element> found(List<String> list, VersionVector past, Set<Element> goneBefore) {
    Map<String, List<Element>> seen = new HashMap<>();
    for (ChangeId id : entries.said().keySet()) {
      if (past.covers(id)) {
        added(id).stream()
            .filter(element -> !goneBefore.contains(element))
            .forEach(
                element ->
                    seen.computeIfAbsent(element.text(), text -> new ArrayList<>()).add(element));
      }
    }
    boolean ofThisRow = past.covers(entries.anew());
    Map<String, Integer> left = new HashMap<>();
    list.forEach(text -> left.merge(text, 1, Integer::sum));
    Map<String, Integer> older = new HashMap<>();
    List<Element> found = new ArrayList<>();
    for (String text : list) {
      int still = left.merge(text, -1, Integer::sum) + 1;
      List<Element> added = seen.getOrDefault(text, List.of());
      if (still <= added.size()) {
        found.add(added.get(added.size() - still));
      } else {
        Element element;
        do {
          int index = older.merge(text, 1, Integer::sum);
          element = new Element(text, null, ofThisRow ? index : -index);
        } while (goneBefore.contains(element));
        found.add(element);
      }
    }
    return found;
  }
}
