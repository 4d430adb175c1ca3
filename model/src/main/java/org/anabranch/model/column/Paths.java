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
import org.jspecify.annotations.Nullable;

/**
 * What changes in flight wrote at the paths of a document.
 *
 * @param anew the last change that wrote the whole document; nothing is left of what was there
 *     before it. Null for none
 * @param written by path
 * @param unsure paths of which it is not known whether the row shows what was written there
 */
public record Paths(
    @Nullable ChangeId anew, SortedMap<JsonPath, Written> written, Set<JsonPath> unsure) {

  /**
   * What was written at one path.
   *
   * @param by the last change that wrote there
   * @param text what it wrote: a leaf's text, {@link JsonTree#OBJECT}, or null where it removed
   *     what was there
   * @param leaf the last change that wrote a leaf there; null for none
   * @param something the last that wrote a leaf or an object there; null for none
   */
  public record Written(
      ChangeId by, @Nullable String text, @Nullable ChangeId leaf, @Nullable ChangeId something) {

    static Written of(ChangeId by, @Nullable String text) {
      boolean isLeaf = text != null && !text.equals(JsonTree.OBJECT);
      return new Written(by, text, isLeaf ? by : null, text == null ? null : by);
    }

    Written and(Written other) {
      Written last = by.compareTo(other.by) >= 0 ? this : other;
      return new Written(
          last.by, last.text, later(leaf, other.leaf), later(something, other.something));
    }

    private static @Nullable ChangeId later(@Nullable ChangeId one, @Nullable ChangeId other) {
      if (one == null || other == null) {
        return one == null ? other : one;
      }
      return one.compareTo(other) >= 0 ? one : other;
    }

    boolean isLeaf() {
      return text != null && !text.equals(JsonTree.OBJECT);
    }

    private boolean before(@Nullable ChangeId other) {
      return other != null && by.compareTo(other) < 0;
    }

    Written removed() {
      return new Written(by, null, leaf, something);
    }
  }

  public Paths {
    written = Collections.unmodifiableSortedMap(new TreeMap<>(written));
    unsure = Collections.unmodifiableSet(new TreeSet<>(unsure));
  }

  static Paths none() {
    return new Paths(null, new TreeMap<>(), Set.of());
  }

  Paths with(ChangeId by, Map<JsonPath, @Nullable String> texts) {
    if (anew != null && by.compareTo(anew) < 0) {
      return this;
    }
    SortedMap<JsonPath, Written> more = new TreeMap<>(written);
    texts.forEach((path, text) -> more.merge(path, Written.of(by, text), Written::and));
    Set<JsonPath> less = new TreeSet<>(unsure);
    less.removeAll(texts.keySet());
    return new Paths(anew, more, less);
  }

  /** With nothing left of what comes before a change. */
  Paths anew(ChangeId by) {
    if (anew != null && by.compareTo(anew) < 0) {
      return this;
    }
    SortedMap<JsonPath, Written> later = new TreeMap<>(written);
    later.values().removeIf(at -> at.by().compareTo(by) < 0);
    return new Paths(by, later, unsure);
  }

  Paths unsureOf(Collection<JsonPath> paths) {
    Set<JsonPath> more = new TreeSet<>(unsure);
    more.addAll(paths);
    return new Paths(anew, written, more);
  }

  /** Whether this says what is at a path. */
  boolean knows(JsonPath path) {
    return (anew != null || written.containsKey(path)) && !unsure.contains(path);
  }

  /** What is at a path that this knows; null for nothing. */
  @Nullable String at(JsonPath path) {
    Written at = written.get(path);
    return at == null || lost(path, at) ? null : at.text();
  }

  /** Of a leaf and what was written below it, the one that was written last stays. */
  private boolean lost(JsonPath path, Written at) {
    for (JsonPath above : path.above()) {
      Written other = written.get(above);
      if (other != null && at.before(other.leaf())) {
        return true;
      }
    }
    return at.isLeaf()
        && path.below(written).stream()
            .map(below -> written.get(below))
            .anyMatch(other -> other != null && at.before(other.something()));
  }

  /** Without what everybody has seen. */
  Paths without(VersionVector stable) {
    SortedMap<JsonPath, Written> kept = new TreeMap<>();
    written.forEach(
        (path, at) -> {
          if (!stable.covers(at.by())) {
            kept.put(path, lost(path, at) ? at.removed() : at);
          }
        });
    return new Paths(anew == null || stable.covers(anew) ? null : anew, kept, unsure);
  }
}
