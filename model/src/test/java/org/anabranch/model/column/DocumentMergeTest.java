package org.anabranch.model.column;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.anabranch.model.Seeds;
import org.anabranch.model.column.ColumnChange.Kind;
import org.anabranch.model.version.ChangeId;
import org.anabranch.model.version.Origin;
import org.anabranch.model.version.Stamp;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Regions that write a document at once, each with local writes that its sink has not merged yet,
 * end with the same one: the one that all changes together define.
 */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class DocumentMergeTest {

  private static final int SEEDS = 1_000;
  static final JsonTree START =
      object(
          Map.of(
              "a", leaf("1"), "b", object(Map.of("a", leaf("2"), "c", leaf("3"))), "c", leaf("4")));

  static JsonTree leaf(String text) {
    return new JsonTree.Leaf(text);
  }

  static JsonTree object(Map<String, JsonTree> members) {
    return JsonTree.object(members);
  }

  @ParameterizedTest
  @MethodSource("org.anabranch.model.column.ColumnMergeTest#kinds")
  void the_last_writer_of_each_path_is_shown(Set<Kind> kinds) {
    Seeds.check(
        SEEDS,
        "model",
        DocumentMergeTest.class,
        seed ->
            new ColumnHistory<>(new Document(), START, DocumentMergeTest::written, kinds, seed)
                .check(changes -> expected(changes, START), value -> value));
  }

  /** One to three times: sets or removes what is at some path. */
  static JsonTree written(Random random, @Nullable JsonTree before) {
    JsonTree after = before == null ? object(Map.of()) : before;
    for (int i = 0; i <= random.nextInt(3); i++) {
      after = written(random, after, 0);
    }
    return after;
  }

  private static JsonTree written(Random random, JsonTree before, int depth) {
    if (!(before instanceof JsonTree.Members object) || (depth > 0 && random.nextInt(4) == 0)) {
      return made(random, depth);
    }
    SortedMap<String, JsonTree> members = new TreeMap<>(object.members());
    String name = "abc".substring(random.nextInt(3)).substring(0, 1);
    JsonTree member = members.get(name);
    if (member == null) {
      members.put(name, made(random, depth + 1));
    } else if (random.nextInt(3) == 0) {
      members.remove(name);
    } else {
      members.put(name, written(random, member, depth + 1));
    }
    return object(members);
  }

  private static JsonTree made(Random random, int depth) {
    if (depth > 2 || random.nextInt(3) > 0) {
      return leaf(String.valueOf(random.nextInt(5)));
    }
    return random.nextBoolean()
        ? object(Map.of())
        : object(
            Map.of("abc".substring(random.nextInt(3)).substring(0, 1), made(random, depth + 1)));
  }

  /** Whether there is an object in which there was something, and is nothing. */
  private static boolean emptied(
      JsonPath path, Map<JsonPath, String> before, Map<JsonPath, String> after) {
    return "".equals(after.get(path))
        && before.keySet().stream().anyMatch(path::leadsTo)
        && after.keySet().stream().noneMatch(path::leadsTo);
  }

  /** What somebody wrote at a path; what was there from the start was written before all else. */
  private record Write(ChangeId by, JsonPath path, @Nullable String text) {

    boolean isLeaf() {
      return text != null && !text.isEmpty();
    }

    boolean before(Write other) {
      return by.compareTo(other.by) < 0;
    }

    /** Whether nothing is left of it after the other. */
    boolean goneAfter(Write other) {
      return before(other)
          && (path.equals(other.path)
              || (other.isLeaf() && other.path.leadsTo(path))
              || (isLeaf() && other.text != null && path.leadsTo(other.path)));
    }
  }

  static @Nullable JsonTree expected(List<ColumnChange<JsonTree>> changes, JsonTree start) {
    List<Write> writes = new ArrayList<>();
    ChangeId first = new ChangeId(new Origin("a"), Stamp.ZERO);
    ChangeId anew =
        changes.stream()
            .filter(change -> change.kind() == Kind.INSERT)
            .map(ColumnChange::id)
            .max(ChangeId::compareTo)
            .orElse(first);
    JsonTree.flat(start).forEach((path, text) -> writes.add(new Write(first, path, text)));
    for (ColumnChange<JsonTree> change : changes) {
      if (change.kind() == Kind.INSERT || change.kind() == Kind.UPDATE) {
        Map<JsonPath, String> before = JsonTree.flat(change.before());
        Map<JsonPath, String> after = JsonTree.flat(change.after());
        Set<JsonPath> paths = new TreeSet<>(before.keySet());
        paths.addAll(after.keySet());
        paths.stream()
            .filter(
                path ->
                    !Objects.equals(before.get(path), after.get(path))
                        || emptied(path, before, after))
            .forEach(path -> writes.add(new Write(change.id(), path, after.get(path))));
      }
    }
    writes.removeIf(write -> write.by().compareTo(anew) < 0);
    Map<JsonPath, String> left = new TreeMap<>();
    for (Write write : writes) {
      if (write.text() != null && writes.stream().noneMatch(write::goneAfter)) {
        left.put(write.path(), write.text());
      }
    }
    return JsonTree.of(left);
  }
}
