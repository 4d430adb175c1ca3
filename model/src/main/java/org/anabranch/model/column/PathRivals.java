package org.anabranch.model.column;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.anabranch.model.column.ColumnChange.Kind;
import org.anabranch.model.column.Paths.Written;
import org.anabranch.model.version.ChangeId;
import org.anabranch.model.version.VersionVector;
import org.jspecify.annotations.Nullable;

/**
 * Whose writes into a document and a change's exclude each other, so that what one of them wrote is
 * lost. Of several who wrote one path only the last is known; the others met it when they came.
 */
final class PathRivals {

  private final ColumnChange<JsonTree> change;
  private final VersionVector past;
  private final SortedMap<JsonPath, @Nullable String> written;

  /**
   * @param written by path what the change wrote, null where it removed something
   */
  PathRivals(ColumnChange<JsonTree> change, Map<JsonPath, @Nullable String> written) {
    this.change = change;
    this.past = change.past();
    this.written = new TreeMap<>(written);
  }

  List<ChangeId> in(Paths state) {
    Set<ChangeId> rivals = new TreeSet<>();
    ChangeId anew = state.anew();
    if (anew != null && isOverwrittenBy(anew, state)) {
      rivals.add(anew);
    }
    state.written().forEach((path, at) -> rivals.addAll(rivals(path, at)));
    rivals.removeIf(past::covers);
    return List.copyOf(rivals);
  }

  private boolean isOverwrittenBy(ChangeId anew, Paths state) {
    return (change.kind() == Kind.INSERT || change.kind() == Kind.UPDATE)
        && !past.covers(anew)
        && anew.compareTo(change.id()) > 0
        && written.entrySet().stream().anyMatch(at -> isGone(state, at.getKey(), at.getValue()));
  }

  /** Whether what the change wrote is not in the document that was written anew after it. */
  private static boolean isGone(Paths state, JsonPath path, @Nullable String text) {
    return Document.isLeaf(text) && !Objects.equals(state.at(path), text);
  }

  private List<ChangeId> rivals(JsonPath path, Written at) {
    return switch (change.kind()) {
      case READ -> List.of();
      case DELETE -> at.text() == null ? List.of() : List.of(at.by());
      case INSERT -> isLost(path, at) ? List.of(at.by()) : met(path, at);
      case UPDATE -> met(path, at);
    };
  }

  /** Whether a row that is made anew later does not have it. */
  private boolean isLost(JsonPath path, Written at) {
    return at.by().compareTo(change.id()) < 0
        && at.isLeaf()
        && !Objects.equals(written.get(path), at.text());
  }

  private List<ChangeId> met(JsonPath path, Written at) {
    List<ChangeId> met = new ArrayList<>();
    String text = written.get(path);
    boolean value = Document.isLeaf(text) || at.isLeaf();
    if (value && written.containsKey(path) && !Objects.equals(text, at.text())) {
      met.add(at.by());
    }
    if (stands(at.leaf(), at)
        && path.below(written).stream().anyMatch(below -> written.get(below) != null)) {
      met.add(at.leaf());
    }
    if (stands(at.something(), at)
        && path.above().stream().anyMatch(above -> Document.isLeaf(written.get(above)))) {
      met.add(at.something());
    }
    return met;
  }

  /** One that was itself written over matters only for what comes before it. */
  private boolean stands(@Nullable ChangeId one, Written at) {
    return one != null && (one.equals(at.by()) || one.compareTo(change.id()) > 0);
  }
}
