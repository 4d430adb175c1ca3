package org.anabranch.model.column;

import java.util.Collection;
import java.util.Collections;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.anabranch.model.version.ChangeId;
import org.anabranch.model.version.VersionVector;

/**
 * What changes in flight did to the elements of a set. An element that they did nothing to is in
 * the set if the row holds it, unless the row was made anew.
 *
 * @param taken all that was seen by changes that made the row anew, or deleted it
 * @param anew whether there was such a change
 * @param touched the elements that changes did something to
 */
public record Elements<E>(VersionVector taken, boolean anew, SortedMap<E, Element> touched) {

  /**
   * One element.
   *
   * @param added the changes that added it and whose adding nobody has taken back
   * @param removed what those had seen who removed it
   * @param settled whether it is there since a change that is no longer told apart
   */
  public record Element(Set<ChangeId> added, VersionVector removed, boolean settled) {

    static final Element UNTOUCHED = new Element(Set.of(), VersionVector.EMPTY, false);

    public Element {
      added = Collections.unmodifiableSet(new TreeSet<>(added));
    }

    boolean live() {
      return !added.isEmpty() || settled;
    }

    Element withAdded(ChangeId id, VersionVector taken) {
      if (removed.covers(id) || taken.covers(id)) {
        return this;
      }
      Set<ChangeId> more = new TreeSet<>(added);
      more.add(id);
      return new Element(more, removed, settled);
    }

    Element withRemoved(VersionVector past) {
      return new Element(without(past), removed.join(past), false);
    }

    Element taken(VersionVector past) {
      return new Element(without(past), removed, false);
    }

    private Set<ChangeId> without(VersionVector past) {
      Set<ChangeId> kept = new TreeSet<>(added);
      kept.removeIf(past::covers);
      return kept;
    }

    boolean settledBy(VersionVector stable) {
      return stable.covers(removed) && added.stream().allMatch(stable::covers);
    }
  }

  public Elements {
    touched = Collections.unmodifiableSortedMap(new TreeMap<>(touched));
  }

  Element of(E element) {
    return touched.getOrDefault(element, Element.UNTOUCHED);
  }

  /** Not knowing whether these are in the row. */
  Elements<E> unsure(Collection<E> elements) {
    SortedMap<E, Element> kept = new TreeMap<>(touched);
    kept.keySet().removeAll(elements);
    return new Elements<>(taken, anew, kept);
  }

  /** With an element added, unless that was taken back already, or its row was. */
  Elements<E> withAdded(Collection<E> elements, ChangeId id) {
    SortedMap<E, Element> all = new TreeMap<>(touched);
    for (E element : elements) {
      Element added = of(element).withAdded(id, taken);
      if (added.live()) {
        all.put(element, added);
      }
    }
    return new Elements<>(taken, anew, all);
  }

  Elements<E> with(Map<E, Element> changed) {
    SortedMap<E, Element> all = new TreeMap<>(touched);
    all.putAll(changed);
    return new Elements<>(taken, anew, all);
  }

  /** With nothing left of what a change had seen. */
  Elements<E> anew(VersionVector past) {
    SortedMap<E, Element> kept = new TreeMap<>();
    touched.forEach(
        (element, known) -> {
          Element left = known.taken(past);
          // What is not known of is not there either.
          if (!left.equals(Element.UNTOUCHED)) {
            kept.put(element, left);
          }
        });
    return new Elements<>(taken.join(past), true, kept);
  }

  Elements<E> without(VersionVector stable) {
    SortedMap<E, Element> kept = new TreeMap<>();
    touched.forEach(
        (element, known) -> {
          if (!known.settledBy(stable)) {
            kept.put(element, known);
          } else if (anew && known.live()) {
            kept.put(element, new Element(Set.of(), VersionVector.EMPTY, true));
          }
        });
    return new Elements<>(stable.covers(taken) ? VersionVector.EMPTY : taken, anew, kept);
  }
}
