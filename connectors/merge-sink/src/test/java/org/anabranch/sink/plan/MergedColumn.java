package org.anabranch.sink.plan;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.anabranch.merge.function.MergeFunction;
import org.anabranch.merge.function.MergeFunctions;
import org.anabranch.merge.function.ValueType;
import org.jspecify.annotations.Nullable;

/**
 * The merges that a column can have, with what applications write into it. A merge that is added to
 * the product is added here.
 */
enum MergedColumn {
  REGISTER("register") {
    @Override
    String written(@Nullable String before, int number, Random random) {
      return "r" + number;
    }
  },
  COUNTER("counter") {
    @Override
    String written(@Nullable String before, int number, Random random) {
      return String.valueOf(
          (before == null ? 0 : Integer.parseInt(before)) + random.nextInt(9) - 3);
    }
  },
  SET("set") {
    @Override
    String written(@Nullable String before, int number, Random random) {
      List<String> elements = elements(before);
      String element = "e" + random.nextInt(4);
      if (!elements.remove(element)) {
        elements.add(element);
      }
      return "{" + String.join(",", elements) + "}";
    }

    @Override
    @Nullable String comparable(@Nullable String value) {
      return value == null ? null : new TreeSet<>(elements(value)).toString();
    }
  },
  MAX("max") {
    @Override
    String written(@Nullable String before, int number, Random random) {
      return String.valueOf(random.nextInt(100));
    }
  },
  MIN("min") {
    @Override
    String written(@Nullable String before, int number, Random random) {
      return String.valueOf(random.nextInt(100));
    }
  },
  TEXT("text") {
    @Override
    String written(@Nullable String before, int number, Random random) {
      return "t" + number;
    }
  },
  /** A history to which each write appends an entry of its own. */
  APPEND("append") {
    @Override
    String written(@Nullable String before, int number, Random random) {
      List<String> entries = elements(before);
      entries.add(String.valueOf(number));
      return "{" + String.join(",", entries) + "}";
    }
  },
  /** A document with a number at one path of three, two of which are within an object. */
  JSON("json") {
    @Override
    String written(@Nullable String before, int number, Random random) {
      SortedMap<String, String> numbers = new TreeMap<>();
      NUMBER
          .matcher(before == null ? "" : before)
          .results()
          .forEach(found -> numbers.put(found.group(1), found.group()));
      String path = List.of("a", "c", "d").get(random.nextInt(3));
      numbers.remove(path);
      if (random.nextInt(4) > 0) {
        numbers.put(path, "\"" + path + "\": " + number);
      }
      String first = numbers.remove("a");
      String within = String.join(", ", numbers.values());
      String object = within.isEmpty() ? "" : "\"b\": {" + within + "}";
      return "{" + (first == null ? "" : first + (object.isEmpty() ? "" : ", ")) + object + "}";
    }
  },
  CUSTOM("custom:least") {
    @Override
    String written(@Nullable String before, int number, Random random) {
      return "c" + random.nextInt(100);
    }
  };

  /** A user's own merge: of two texts the one that comes first. */
  private static final class Least implements MergeFunction<String> {
    @Override
    public String name() {
      return "least";
    }

    @Override
    public ValueType<String> type() {
      return ValueType.TEXT;
    }

    @Override
    public String merge(String one, String other) {
      return one.compareTo(other) < 0 ? one : other;
    }
  }

  static final MergeFunctions FUNCTIONS = MergeFunctions.of(List.of(new Least()));

  private static final Pattern NUMBER = Pattern.compile("\"(\\w)\": \\d+");

  private final String merge;

  MergedColumn(String merge) {
    this.merge = merge;
  }

  /** Its name in {@code merge.columns}. */
  String merge() {
    return merge;
  }

  /**
   * What an application writes.
   *
   * @param before what it found; null where there was no row
   * @param number another one for each write of a history
   */
  abstract String written(@Nullable String before, int number, Random random);

  /** What has to be the same in all regions. */
  @Nullable String comparable(@Nullable String value) {
    return value;
  }

  private static List<String> elements(@Nullable String set) {
    String inside = set == null ? "" : set.substring(1, set.length() - 1);
    return inside.isEmpty()
        ? new ArrayList<>()
        : new ArrayList<>(Arrays.asList(inside.split(",", -1)));
  }
}
