package org.anabranch.records.path;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Several paths as one tree, in which each step is taken once for all of them. Immutable. */
final class PathTree {

  static final int NO_END = -1;

  /** A path and how many of its steps were taken. */
  private record Cursor(int number, List<PathStep> steps, int depth) {

    boolean ends() {
      return depth == steps.size();
    }

    Cursor next() {
      return new Cursor(number, steps, depth + 1);
    }
  }

  private final int first;
  private final int end;
  private final Map<String, PathTree> named = new HashMap<>();
  private final @Nullable PathTree any;
  private final @Nullable PathTree each;

  /**
   * Of paths none of which leads to another's field, or into it.
   *
   * @throws IllegalArgumentException where two do, naming both
   */
  static PathTree of(List<FieldPath> paths) {
    for (int i = 0; i < paths.size(); i++) {
      for (int j = 0; j < i; j++) {
        if (paths.get(i).overlaps(paths.get(j))) {
          throw new IllegalArgumentException(
              "'%s' and '%s' lead to the same field, or one into the other"
                  .formatted(paths.get(j), paths.get(i)));
        }
      }
    }
    List<Cursor> cursors =
        IntStream.range(0, paths.size())
            .mapToObj(number -> new Cursor(number, paths.get(number).steps(), 0))
            .toList();
    return new PathTree(cursors);
  }

  private PathTree(List<Cursor> cursors) {
    first = cursors.get(0).number();
    end = cursors.stream().filter(Cursor::ends).map(Cursor::number).findFirst().orElse(NO_END);
    Set<String> names = new HashSet<>();
    for (Cursor cursor : cursors) {
      if (!cursor.ends() && cursor.steps().get(cursor.depth()) instanceof PathStep.Name field) {
        names.add(field.name());
      }
    }
    for (String name : names) {
      PathTree within = behind(cursors, step -> step.leadsInto(name));
      if (within != null) {
        named.put(name, within);
      }
    }
    any = behind(cursors, PathStep.AnyField.class::isInstance);
    each = behind(cursors, PathStep.EachElement.class::isInstance);
  }

  private static @Nullable PathTree behind(List<Cursor> cursors, Predicate<PathStep> taken) {
    List<Cursor> next =
        cursors.stream()
            .filter(cursor -> !cursor.ends() && taken.test(cursor.steps().get(cursor.depth())))
            .map(Cursor::next)
            .toList();
    return next.isEmpty() ? null : new PathTree(next);
  }

  /** The number of one of the paths through here. */
  int first() {
    return first;
  }

  /** The number of the path that ends here, or {@link #NO_END}. */
  int end() {
    return end;
  }

  /** Behind a field; null where no path leads into it. */
  @Nullable PathTree field(@Nullable Object name) {
    PathTree within = name instanceof String text ? named.get(text) : null;
    return within == null ? any : within;
  }

  /** The names by which paths lead on. */
  Set<String> names() {
    return named.keySet();
  }

  /** Behind fields of any other name; null where no path leads into them. */
  @Nullable PathTree any() {
    return any;
  }

  /** Behind the elements of a list; null where no path leads into them. */
  @Nullable PathTree each() {
    return each;
  }
}
