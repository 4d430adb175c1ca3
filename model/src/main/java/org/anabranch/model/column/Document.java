package org.anabranch.model.column;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.anabranch.model.version.ChangeId;
import org.anabranch.model.version.VersionVector;
import org.jspecify.annotations.Nullable;

/**
 * A JSON document that is merged path by path: each is written by the last who changed what is
 * there, so what two regions changed at different paths is all there. Objects merge; an array is
 * replaced as a whole.
 *
 * <p>Who removes an object removes what they saw in it: what another region wrote into it meanwhile
 * stays, and the object with it. Of a leaf and what another region wrote below that path, the later
 * one stays; the earlier is gone for good. A row that is inserted is written at all paths.
 */
public final class Document implements ColumnMerge<JsonTree, Paths> {

  @Override
  public Paths nothing() {
    return Paths.none();
  }

  @Override
  public Paths merge(Paths state, ColumnChange<JsonTree> change) {
    return switch (change.kind()) {
      case INSERT -> state.anew(change.id()).with(change.id(), written(change));
      case DELETE, READ -> state;
      case UPDATE -> state.with(change.id(), written(change));
    };
  }

  /**
   * By path what is there now, null for nothing; without what is as it was. An object that was
   * emptied counts as written: it is to be there, whoever else removed it.
   */
  private static Map<JsonPath, @Nullable String> written(ColumnChange<JsonTree> change) {
    SortedMap<JsonPath, String> before = JsonTree.flat(change.before());
    SortedMap<JsonPath, String> after = JsonTree.flat(change.after());
    Map<JsonPath, @Nullable String> written = new TreeMap<>();
    before.keySet().forEach(path -> written.put(path, null));
    written.putAll(after);
    before.forEach(
        (path, text) -> {
          if (text.equals(after.get(path))) {
            written.remove(path);
          }
        });
    before.keySet().stream()
        .filter(path -> written.containsKey(path) && written.get(path) == null)
        .map(JsonPath::above)
        .filter(above -> !above.isEmpty())
        .map(above -> above.get(above.size() - 1))
        .filter(parent -> JsonTree.OBJECT.equals(after.get(parent)) && !leadsOn(after, parent))
        .forEach(parent -> written.put(parent, JsonTree.OBJECT));
    return written;
  }

  @Override
  public Paths held(Paths state, ChangeId first, @Nullable JsonTree value) {
    Map<JsonPath, @Nullable String> texts = new TreeMap<>(JsonTree.flat(value));
    return state.anew() == null ? state.anew(first).with(first, texts) : state;
  }

  @Override
  public Paths forget(Paths state, VersionVector stable) {
    return state.without(stable);
  }

  /**
   * A path that holds neither what it showed nor what it is to show was written to since, and a
   * leaf never replaces what lies below it and is not merged, or the other way round; then the
   * whole row is left alone, since that write is on its way.
   */
  @Override
  public Target<JsonTree> write(Paths shown, Paths merged, @Nullable JsonTree current) {
    SortedMap<JsonPath, String> held = JsonTree.flat(current);
    SortedMap<JsonPath, String> wanted = new TreeMap<>(held);
    TreeSet<JsonPath> paths = new TreeSet<>(merged.written().keySet());
    if (merged.anew() != null) {
      paths.addAll(held.keySet());
    }
    for (JsonPath path : paths) {
      String text = merged.at(path);
      if (settledAlike(shown, merged, path) || Objects.equals(held.get(path), text)) {
        continue;
      }
      if (shown.knows(path) && writtenSince(held.get(path), shown.at(path))) {
        return new Target<>(current, false);
      }
      put(wanted, path, text);
    }
    withoutEmptied(wanted, held, merged);
    return fits(wanted) ? new Target<>(JsonTree.of(wanted), true) : new Target<>(current, false);
  }

  /** An object that was removed, and was there only because of what was in it, goes with that. */
  private static void withoutEmptied(
      SortedMap<JsonPath, String> wanted, SortedMap<JsonPath, String> held, Paths merged) {
    List<JsonPath> paths = new ArrayList<>(wanted.keySet());
    Collections.reverse(paths);
    for (JsonPath path : paths) {
      boolean removed = merged.knows(path) && merged.at(path) == null;
      if (removed && !leadsOn(wanted, path) && leadsOn(held, path)) {
        wanted.remove(path);
      }
    }
  }

  private static boolean leadsOn(SortedMap<JsonPath, String> flat, JsonPath path) {
    return !path.below(flat).isEmpty();
  }

  private static void put(Map<JsonPath, String> flat, JsonPath path, @Nullable String text) {
    if (text == null) {
      flat.remove(path);
    } else {
      flat.put(path, text);
    }
  }

  /** Whether the row shows of a path what it is to show, unless it was written to since. */
  private static boolean settledAlike(Paths shown, Paths merged, JsonPath path) {
    return shown.knows(path)
        && Objects.equals(shown.anew(), merged.anew())
        && Objects.equals(shown.written().get(path), merged.written().get(path))
        && Objects.equals(shown.at(path), merged.at(path));
  }

  /** An object may be there only because of what is in it. */
  private static boolean writtenSince(@Nullable String held, @Nullable String shown) {
    return !Objects.equals(held, shown) && (isLeaf(held) || isLeaf(shown));
  }

  static boolean isLeaf(@Nullable String text) {
    return text != null && !text.equals(JsonTree.OBJECT);
  }

  /** Whether no leaf lies on the way to another path. */
  private static boolean fits(SortedMap<JsonPath, String> flat) {
    JsonPath leaf = null;
    for (var at : flat.entrySet()) {
      if (leaf != null && leaf.leadsTo(at.getKey())) {
        return false;
      }
      leaf = isLeaf(at.getValue()) ? at.getKey() : null;
    }
    return true;
  }

  @Override
  public @Nullable JsonTree create(Paths merged, @Nullable JsonTree image, VersionVector seen) {
    TreeMap<JsonPath, String> flat =
        merged.anew() == null ? new TreeMap<>(JsonTree.flat(image)) : new TreeMap<>();
    merged
        .written()
        .keySet()
        .forEach(
            path -> {
              String text = merged.at(path);
              put(flat, path, text);
              if (text != null) {
                path.above().stream()
                    .filter(above -> isLeaf(flat.get(above)))
                    .forEach(flat::remove);
              }
              if (isLeaf(text)) {
                path.below(flat).forEach(flat::remove);
              }
            });
    return JsonTree.of(flat);
  }

  /**
   * Who wrote something else at a path that this change writes, or lost what lay on the way to it
   * or below it; of a row that is made anew or deleted, who wrote what is not in it.
   */
  @Override
  public List<ChangeId> rivals(Paths state, ColumnChange<JsonTree> change) {
    return new PathRivals(change, written(change)).in(state);
  }

  @Override
  public boolean overwrites(Paths shown, Paths merged) {
    return false;
  }

  @Override
  public boolean keepsLocalChanges() {
    return false;
  }

  @Override
  public Paths lost(Paths shown, ColumnChange<JsonTree> change) {
    return switch (change.kind()) {
      case INSERT -> nothing();
      case DELETE, READ -> shown;
      case UPDATE -> shown.unsureOf(written(change).keySet());
    };
  }
}
