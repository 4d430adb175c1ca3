package org.anabranch.testkit.simulation;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What histories and documents have to hold, by definition: from all changes together, whatever
 * their order was. Shares nothing with the merges.
 */
final class ListsCheck {

  /**
   * What somebody wrote at a path of a document.
   *
   * @param text null where it was removed
   */
  private record Write(TrueChange by, String path, @Nullable String text) {

    boolean isLeaf() {
      return text != null && !text.equals(JsonColumn.OBJECT);
    }

    boolean before(Write other) {
      return by.id().compareTo(other.by.id()) < 0;
    }

    boolean isSame(Write other) {
      return path.equals(other.path) && Objects.equals(text, other.text);
    }

    /** Whether the other stands for it: who wrote the same at the same place later. */
    boolean isRepeatedBy(Write other) {
      return isSame(other) && before(other);
    }

    /** Whether nothing is left of it after the other. */
    boolean goneAfter(Write other) {
      return before(other)
          && (path.equals(other.path)
              || (other.isLeaf() && JsonColumn.leadsTo(other.path, path))
              || (isLeaf() && other.text != null && JsonColumn.leadsTo(path, other.path)));
    }
  }

  private final List<TrueChange> merged;
  private final List<Write> writes = new ArrayList<>();

  /**
   * @param merged the changes of one row
   */
  ListsCheck(List<TrueChange> merged) {
    this.merged = merged.stream().sorted(Comparator.comparing(TrueChange::id)).toList();
    for (TrueChange change : this.merged) {
      if (change.value() != null) {
        SortedMap<String, String> before = JsonColumn.flat(text(change.before()));
        SortedMap<String, String> after = JsonColumn.flat(text(change.value()));
        Set<String> paths = new TreeSet<>(before.keySet());
        paths.addAll(after.keySet());
        paths.remove(JsonColumn.LIST);
        paths.stream()
            .filter(
                path ->
                    !Objects.equals(before.get(path), after.get(path))
                        || emptied(path, before, after))
            .forEach(path -> writes.add(new Write(change, path, after.get(path))));
      }
    }
  }

  /** Whether there is an object in which there was something, and is nothing. */
  private static boolean emptied(
      String path, SortedMap<String, String> before, SortedMap<String, String> after) {
    return JsonColumn.OBJECT.equals(after.get(path))
        && before.keySet().stream().anyMatch(below -> JsonColumn.leadsTo(path, below))
        && after.keySet().stream().noneMatch(below -> JsonColumn.leadsTo(path, below));
  }

  private static @Nullable String text(@Nullable String row) {
    return row == null ? null : ColumnRow.read(row).text("j");
  }

  /**
   * The entries of the history: nobody does anything but append.
   *
   * @param taken whether a change is gone with a row that was deleted, or made anew
   */
  List<String> entries(Predicate<TrueChange> taken) {
    return appended(taken, row -> ColumnRow.entries(ColumnRow.read(row)));
  }

  private List<String> appended(Predicate<TrueChange> taken, Function<String, List<String>> list) {
    List<String> entries = new ArrayList<>();
    for (TrueChange change : merged) {
      if (change.value() != null && !taken.test(change)) {
        int known = change.before() == null ? 0 : list.apply(change.before()).size();
        List<String> after = list.apply(change.value());
        entries.addAll(after.subList(known, after.size()));
      }
    }
    return entries;
  }

  /**
   * The document: the last writer of each path since the row was last made, and what everybody
   * appended to its list.
   */
  String document(Predicate<TrueChange> taken) {
    SortedMap<String, String> left = new TreeMap<>();
    left.put(
        JsonColumn.LIST,
        appended(taken, row -> JsonColumn.list(String.valueOf(text(row)))).toString());
    for (Write write : sinceAnew()) {
      String text = write.text();
      if (text != null && sinceAnew().stream().noneMatch(write::goneAfter)) {
        left.put(write.path(), text);
        // What lies in an object that was removed keeps it.
        if (write.path().contains(".")) {
          left.putIfAbsent(write.path().substring(0, write.path().indexOf('.')), JsonColumn.OBJECT);
        }
      }
    }
    return JsonColumn.write(left);
  }

  private List<Write> sinceAnew() {
    TrueChange anew =
        merged.stream().filter(TrueChange::inserts).reduce((one, later) -> later).orElse(null);
    return writes.stream()
        .filter(write -> anew == null || write.by().id().compareTo(anew.id()) >= 0)
        .toList();
  }

  /**
   * The changes of which a write is gone by one who had not seen it, and by nobody who had.
   *
   * @param settled whether somebody had seen both
   */
  Set<TrueChange> lost(Settled settled) {
    Set<TrueChange> lost = new HashSet<>();
    for (Write write : writes) {
      List<Write> over =
          writes.stream().filter(write::goneAfter).filter(other -> !write.isSame(other)).toList();
      boolean seen =
          over.stream().anyMatch(other -> sawSame(other.by(), write)) || isTaken(write.by());
      if (write.isLeaf()
          && !over.isEmpty()
          && !seen
          && writes.stream().noneMatch(write::isRepeatedBy)
          && over.stream().noneMatch(other -> settled.of(write.by(), other.by()))) {
        lost.add(write.by());
      }
    }
    return lost;
  }

  /** Whether somebody had seen a write, or another one of the same value. */
  private boolean sawSame(TrueChange change, Write write) {
    return writes.stream().filter(write::isSame).anyMatch(same -> saw(change, same.by()));
  }

  /** Whether who had seen it deleted the row, or made it anew. */
  private boolean isTaken(TrueChange change) {
    return merged.stream()
        .filter(other -> other != change && (other.value() == null || other.inserts()))
        .anyMatch(other -> saw(other, change));
  }

  /** Whether somebody had seen both of two changes. */
  interface Settled {
    boolean of(TrueChange one, TrueChange other);
  }

  private static boolean saw(TrueChange one, TrueChange other) {
    return ColumnsCheck.past(one).covers(other.id());
  }
}
