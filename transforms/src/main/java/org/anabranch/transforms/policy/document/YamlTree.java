package org.anabranch.transforms.policy.document;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.common.ScalarStyle;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/**
 * Reads nodes of a document as what is expected there, and reports where they are something else.
 */
final class YamlTree {

  private static final int DEPTH_MAX = 16;

  private final String document;
  private final SourceText source;
  private final Problems problems;

  YamlTree(String document, Problems problems) {
    this.document = document;
    this.source = new SourceText(document);
    this.problems = problems;
  }

  /** A member of a mapping. */
  record Member(Passage name, Node value) {}

  /** The whole document; null where it is none. */
  @Nullable Node root() {
    LoadSettings settings =
        LoadSettings.builder().setUseMarks(true).setParseComments(false).build();
    try {
      Optional<Node> root = new Compose(settings).composeString(document);
      if (root.isEmpty()) {
        problems.add(source.position(0), "The policy is empty");
      }
      return root.orElse(null);
    } catch (MarkedYamlEngineException e) {
      problems.add(position(e.getProblemMark()), "This is no YAML: " + e.getProblem());
    } catch (YamlEngineException e) {
      problems.add(source.position(0), "This is no YAML: " + e.getMessage());
    }
    return null;
  }

  Position position(Node node) {
    return position(node.getStartMark());
  }

  private Position position(Optional<Mark> mark) {
    return mark.map(known -> new Position(known.getLine() + 1, known.getColumn() + 1))
        .orElseGet(() -> source.position(0));
  }

  /** Members in order; empty, and reported, where the node is no mapping. */
  Map<String, Member> members(Node node, String what) {
    Map<String, Member> members = new LinkedHashMap<>();
    refuseAnchor(node);
    if (!(node instanceof MappingNode mapping)) {
      problems.add(position(node), what + " has members: write name: value");
      return members;
    }
    for (NodeTuple tuple : mapping.getValue()) {
      Passage name = name(tuple.getKeyNode());
      if (name != null
          && members.putIfAbsent(name.text(), new Member(name, tuple.getValueNode())) != null) {
        problems.add(name.position(), "'" + name + "' is there already. Write it once");
      }
    }
    return members;
  }

  /** Elements in order; empty, and reported, where the node is no list. */
  List<Node> elements(Node node, String what) {
    refuseAnchor(node);
    if (node instanceof SequenceNode sequence) {
      return sequence.getValue();
    }
    problems.add(position(node), what + " is a list: write [one, another]");
    return List.of();
  }

  /** Any scalar names a member, as a column may be called 1 or true. */
  private @Nullable Passage name(Node node) {
    refuseAnchor(node);
    if (node instanceof ScalarNode scalar && !scalar.getValue().isBlank()) {
      return passage(scalar);
    }
    problems.add(position(node), "A member's name is a text, and not empty");
    return null;
  }

  /** A text that is not empty; null, and reported, where there is none. */
  @Nullable Passage text(Node node, String what) {
    refuseAnchor(node);
    if (node instanceof ScalarNode scalar
        && scalar.getTag().equals(Tag.STR)
        && !scalar.getValue().isBlank()) {
      return passage(scalar);
    }
    problems.add(
        position(node), what + " is a text, and not empty. Quote what looks like something else");
    return null;
  }

  /** A text, which may be {@code null} as it is written. */
  @Nullable Passage textOrNull(Node node, String what) {
    return node instanceof ScalarNode scalar && scalar.getValue().equals("null")
        ? passage(scalar)
        : text(node, what);
  }

  private Passage passage(ScalarNode scalar) {
    int start = scalar.getStartMark().map(Mark::getIndex).orElse(0);
    int end = scalar.getEndMark().map(Mark::getIndex).orElse(start);
    boolean quoted =
        scalar.getScalarStyle() == ScalarStyle.DOUBLE_QUOTED
            || scalar.getScalarStyle() == ScalarStyle.SINGLE_QUOTED;
    return new Passage(
        scalar.getValue(),
        source,
        quoted ? start + 1 : start,
        end,
        scalar.getScalarStyle() == ScalarStyle.DOUBLE_QUOTED);
  }

  /**
   * A value of any kind as Java has it; null, and reported, where it is null or nested too deep.
   */
  @Nullable Object value(Node node, int depth) {
    refuseAnchor(node);
    if (depth > DEPTH_MAX) {
      problems.add(position(node), "This is nested too deep");
      return null;
    }
    if (node instanceof SequenceNode sequence) {
      List<Object> list = new ArrayList<>();
      for (Node element : sequence.getValue()) {
        Object value = value(element, depth + 1);
        if (value != null) {
          list.add(value);
        }
      }
      return list;
    }
    return node instanceof ScalarNode scalar ? scalar(scalar) : map(node, depth);
  }

  private Map<String, Object> map(Node node, int depth) {
    Map<String, Object> map = new LinkedHashMap<>();
    members(node, "An attribute")
        .forEach(
            (name, member) -> {
              Object value = value(member.value(), depth + 1);
              if (value != null) {
                map.put(name, value);
              }
            });
    return map;
  }

  private @Nullable Object scalar(ScalarNode scalar) {
    String text = scalar.getValue();
    Tag tag = scalar.getTag();
    try {
      if (tag.equals(Tag.INT)) {
        return Long.valueOf(text);
      }
      if (tag.equals(Tag.FLOAT)) {
        return Double.valueOf(text);
      }
    } catch (NumberFormatException e) {
      problems.add(position(scalar), "Numbers have at most 64 bits. Quote what is a text");
      return null;
    }
    if (tag.equals(Tag.BOOL)) {
      return Boolean.valueOf(text);
    }
    if (tag.equals(Tag.NULL)) {
      problems.add(position(scalar), "null says nothing. Leave the member out");
      return null;
    }
    return text;
  }

  private void refuseAnchor(Node node) {
    if (node.getAnchor().isPresent() || node.isRecursive()) {
      problems.add(
          position(node),
          "Anchors are not allowed: a policy is read as it stands. Repeat the text");
    }
  }
}
