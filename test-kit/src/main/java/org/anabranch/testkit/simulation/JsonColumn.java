package org.anabranch.testkit.simulation;

import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Documents such as {@code {"a": 2, "o": {"b": 1, "c": 3}}}, of numbers and at most one object in
 * the outer one, by path: {@code a}, {@code o}, {@code o.b}.
 */
final class JsonColumn {

  /** Of a path, that there is an object. */
  static final String OBJECT = "{";

  /** The path of the list. */
  static final String LIST = "l";

  private static final Pattern MEMBER =
      Pattern.compile("\"(\\w)\": (\\{([^}]*)\\}|\\[[^]]*\\]|\\d+)");

  private JsonColumn() {}

  /** By path what is there; nothing of no document. */
  static SortedMap<String, String> flat(@Nullable String json) {
    SortedMap<String, String> flat = new TreeMap<>();
    if (json != null) {
      Matcher member = MEMBER.matcher(json);
      while (member.find()) {
        String inner = member.group(3);
        flat.put(member.group(1), inner == null ? member.group(2) : OBJECT);
        if (inner != null) {
          flat(inner).forEach((name, text) -> flat.put(member.group(1) + "." + name, text));
        }
      }
    }
    return flat;
  }

  /** The document as jsonb writes it. */
  static String write(Map<String, String> flat) {
    return flat.keySet().stream()
        .sorted()
        .filter(path -> !path.contains("."))
        .map(name -> "\"" + name + "\": " + value(name, flat))
        .collect(Collectors.joining(", ", "{", "}"));
  }

  private static String value(String name, Map<String, String> flat) {
    if (!OBJECT.equals(flat.get(name))) {
      return String.valueOf(flat.get(name));
    }
    SortedMap<String, String> inner = new TreeMap<>();
    flat.forEach(
        (path, text) -> {
          if (leadsTo(name, path)) {
            inner.put(path.substring(name.length() + 1), text);
          }
        });
    return write(inner);
  }

  /** Whether the other path lies below this one. */
  static boolean leadsTo(String path, String other) {
    return other.startsWith(path + ".");
  }

  static String fresh(int number) {
    return write(
        Map.of(
            "a",
            String.valueOf(number % 5),
            LIST,
            "[" + number + "]",
            "o",
            OBJECT,
            "o.b",
            String.valueOf(number % 3)));
  }

  /** A document of which an application has changed a path, which the number says. */
  static String changed(String json, int number) {
    SortedMap<String, String> flat = flat(json);
    boolean object = OBJECT.equals(flat.get("o"));
    switch (number % 6 == 5 ? 5 : object ? number % 5 : number % 3) {
      case 0 -> put(flat, "a", number);
      case 1 -> put(flat, "o", number);
      case 2 -> flat.put("o", OBJECT);
      case 3 -> put(flat, "o.b", number);
      case 5 -> flat.computeIfPresent(LIST, (path, list) -> appended(list, number));
      default -> put(flat, "o.c", number);
    }
    if (!OBJECT.equals(flat.get("o"))) {
      flat.keySet().removeIf(path -> leadsTo("o", path));
    }
    return write(flat);
  }

  private static String appended(String list, int number) {
    String between = list.equals("[]") ? "" : ", ";
    return list.substring(0, list.length() - 1) + between + number + "]";
  }

  /** The elements of the list of a document. */
  static List<String> list(String json) {
    String list = flat(json).getOrDefault(LIST, "[]");
    String inside = list.substring(1, list.length() - 1);
    return inside.isEmpty() ? List.of() : List.of(inside.split(", "));
  }

  /** Removes what is there every third time. */
  private static void put(Map<String, String> flat, String path, int number) {
    if (number % 3 == 0 && flat.containsKey(path)) {
      flat.remove(path);
    } else {
      flat.put(path, String.valueOf(number));
    }
  }
}
