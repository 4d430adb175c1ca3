package org.anabranch.sink.column;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.anabranch.model.column.JsonTree;
import org.jspecify.annotations.Nullable;

/**
 * A document some of whose members are arrays that are merged by a rule of their own: {@code
 * json(history=append tags=set)}. It is taken apart into columns, one for each such array and one
 * for the rest, where an empty object stands for an array; so each is merged by itself and knows by
 * itself what the row shows. A document that is no object, or that has something else where an
 * array should be, cannot be merged.
 */
final class DocumentParts {

  /** What the names of such merges begin with. */
  static final String OPEN = ColumnKinds.JSON + "(";

  private static final Pattern RULE = Pattern.compile("([^\\s=()]+)=(\\w+)");

  /** What no column's name has in it. */
  private static final char BETWEEN = '\0';

  private static final JsonTree PLACE = JsonTree.object(Collections.emptySortedMap());

  private final SortedMap<String, String> rules;

  private DocumentParts(SortedMap<String, String> rules) {
    this.rules = Collections.unmodifiableSortedMap(rules);
  }

  /**
   * The rules that the name of a merge has.
   *
   * @return null where it is no such merge
   * @throws IllegalArgumentException where a rule is wrong
   */
  static @Nullable DocumentParts of(String merge) {
    if (!merge.startsWith(OPEN)) {
      return null;
    }
    SortedMap<String, String> rules = new TreeMap<>();
    String inside = merge.endsWith(")") ? merge.substring(OPEN.length(), merge.length() - 1) : "";
    for (String rule : inside.strip().split("\\s+", -1)) {
      Matcher parsed = RULE.matcher(rule);
      if (!parsed.matches()) {
        throw new IllegalArgumentException(
            "give the arrays of a document as json(tags=set history=append), with the names of"
                + " members of the document itself");
      }
      if (!ColumnKinds.arrayRules().contains(parsed.group(2))) {
        throw new IllegalArgumentException(
            "there is no rule %s for the array %s. Give one of %s"
                .formatted(parsed.group(2), parsed.group(1), ColumnKinds.arrayRules()));
      }
      if (rules.put(parsed.group(1), parsed.group(2)) != null) {
        throw new IllegalArgumentException("the array " + parsed.group(1) + " is named twice");
      }
    }
    return new DocumentParts(rules);
  }

  /** The merge's name, the same for the same rules. */
  String name() {
    List<String> all = new ArrayList<>();
    rules.forEach((member, rule) -> all.add(member + "=" + rule));
    return OPEN + String.join(" ", all) + ")";
  }

  /** By the name of a column of its own the rule of each array. */
  SortedMap<String, String> lists(String column) {
    SortedMap<String, String> lists = new TreeMap<>();
    rules.forEach((member, rule) -> lists.put(part(column, member), rule));
    return lists;
  }

  /** Whether this is a column, and no part of one. */
  static boolean isWhole(String name) {
    return name.indexOf(BETWEEN) < 0;
  }

  private static String part(String column, String member) {
    return column + BETWEEN + member;
  }

  /** The parts of a document; all of them unreadable where it cannot be merged. */
  void apart(String column, @Nullable String text, ColumnTexts.Builder parts) {
    try {
      apart(column, text == null ? null : JsonText.read(text), parts);
    } catch (IllegalArgumentException e) {
      // Reading it says so, where the change is merged.
      parts.with(column, "");
      rules.keySet().forEach(member -> parts.with(part(column, member), ""));
    }
  }

  private void apart(String column, @Nullable JsonTree document, ColumnTexts.Builder parts) {
    SortedMap<String, JsonTree> rest = new TreeMap<>(members(document));
    SortedMap<String, @Nullable String> lists = new TreeMap<>();
    for (String member : rules.keySet()) {
      JsonTree list = rest.replace(member, PLACE);
      if (list != null && !(list instanceof JsonTree.Leaf leaf && leaf.text().startsWith("["))) {
        throw new IllegalArgumentException("there is no array");
      }
      lists.put(member, list == null ? null : JsonText.write(list));
    }
    parts.with(column, document == null ? null : JsonText.write(JsonTree.object(rest)));
    lists.forEach((member, list) -> parts.with(part(column, member), list));
  }

  private static Map<String, JsonTree> members(@Nullable JsonTree document) {
    if (document == null) {
      return Map.of();
    }
    if (document instanceof JsonTree.Members object) {
      return object.members();
    }
    throw new IllegalArgumentException("it is no object");
  }

  /** Whether one of the parts is among these. */
  boolean isIn(ColumnTexts columns, String column) {
    return columns.has(column)
        || rules.keySet().stream().anyMatch(member -> columns.has(part(column, member)));
  }

  /** The document of its parts. An array that has elements is there, whoever removed it. */
  @Nullable String together(String column, ColumnTexts parts) {
    String rest = parts.text(column);
    SortedMap<String, JsonTree> members =
        new TreeMap<>(rest == null ? Map.of() : members(JsonText.read(rest)));
    for (String member : rules.keySet()) {
      String list = parts.text(part(column, member));
      if (list != null && !JsonText.elements(list).isEmpty()) {
        members.put(member, new JsonTree.Leaf(list));
      } else {
        members.replace(member, new JsonTree.Leaf("[]"));
      }
    }
    return rest == null && members.isEmpty() ? null : JsonText.write(JsonTree.object(members));
  }
}
