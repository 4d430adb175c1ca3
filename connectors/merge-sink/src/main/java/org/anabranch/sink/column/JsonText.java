package org.anabranch.sink.column;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.anabranch.model.column.JsonTree;

/**
 * JSON documents as Postgres writes jsonb, taken apart and put together. Names and values stay as
 * they stand there, numbers to the last digit: Postgres writes equal ones alike, so they can be
 * compared by their text. Documents of other writers may be taken apart otherwise, or refused.
 *
 * <p>Our own, since no JSON library is in the plugin directory, and none would leave values as they
 * stand.
 */
final class JsonText {

  /** Objects deeper than that are replaced as a whole, the same in every region. */
  private static final int DEPTH_MAX = 64;

  /** As jsonb has them: the shorter first. */
  private static final Comparator<byte[]> ORDER_OF_NAMES =
      Comparator.<byte[]>comparingInt(name -> name.length).thenComparing(Arrays::compareUnsigned);

  private JsonText() {}

  /**
   * The document.
   *
   * @throws IllegalArgumentException where it is none
   */
  static JsonTree read(String text) {
    return read(text.strip(), 0);
  }

  private static JsonTree read(String text, int depth) {
    if (!text.startsWith("{") || depth == DEPTH_MAX) {
      return new JsonTree.Leaf(value(text));
    }
    SortedMap<String, JsonTree> members = new TreeMap<>();
    for (String member : parts(text, '}')) {
      int end = quoteEnd(member);
      String value = member.substring(end + 1).strip();
      if (!value.startsWith(":")) {
        throw malformed();
      }
      members.put(member.substring(1, end), read(value.substring(1).strip(), depth + 1));
    }
    return JsonTree.object(members);
  }

  /** The elements of a JSON array, each as it stands there. */
  static List<String> elements(String array) {
    return parts(array.strip(), ']').stream().map(JsonText::value).toList();
  }

  private static String value(String text) {
    if (text.isEmpty()) {
      throw malformed();
    }
    return text;
  }

  /** What is between the commas of an object or array. */
  private static List<String> parts(String text, char closing) {
    int last = text.length() - 1;
    if (last < 1 || text.charAt(last) != closing) {
      throw malformed();
    }
    List<String> parts = new ArrayList<>();
    int start = 1;
    int depth = 0;
    boolean quoted = false;
    for (int at = 1; at < last; at++) {
      char c = text.charAt(at);
      if (quoted) {
        at += c == '\\' ? 1 : 0;
        quoted = c != '"';
      } else if (c == ',' && depth == 0) {
        parts.add(text.substring(start, at).strip());
        start = at + 1;
      } else {
        quoted = c == '"';
        depth += c == '{' || c == '[' ? 1 : c == '}' || c == ']' ? -1 : 0;
      }
    }
    String rest = text.substring(start, last).strip();
    if (quoted || depth != 0) {
      throw malformed();
    }
    if (!rest.isEmpty() || !parts.isEmpty()) {
      parts.add(rest);
    }
    return parts;
  }

  /** Where the name of a member ends that begins with a quote. */
  private static int quoteEnd(String member) {
    for (int at = 1; at < member.length() && member.charAt(0) == '"'; at++) {
      if (member.charAt(at) == '"') {
        return at;
      }
      at += member.charAt(at) == '\\' ? 1 : 0;
    }
    throw malformed();
  }

  /** The document as jsonb would write it. */
  static String write(JsonTree tree) {
    StringBuilder text = new StringBuilder();
    write(tree, text);
    return text.toString();
  }

  private static void write(JsonTree tree, StringBuilder text) {
    if (tree instanceof JsonTree.Leaf leaf) {
      text.append(leaf.text());
    } else if (tree instanceof JsonTree.Members object) {
      SortedMap<byte[], Map.Entry<String, JsonTree>> ordered = new TreeMap<>(ORDER_OF_NAMES);
      object.members().entrySet().forEach(member -> ordered.put(bytes(member.getKey()), member));
      String between = "{";
      for (Map.Entry<String, JsonTree> member : ordered.values()) {
        text.append(between).append('"').append(member.getKey()).append("\": ");
        write(member.getValue(), text);
        between = ", ";
      }
      text.append(ordered.isEmpty() ? "{}" : "}");
    }
  }

  private static byte[] bytes(String name) {
    return name.getBytes(StandardCharsets.UTF_8);
  }

  private static IllegalArgumentException malformed() {
    return new IllegalArgumentException("it is no JSON document of that sort");
  }
}
