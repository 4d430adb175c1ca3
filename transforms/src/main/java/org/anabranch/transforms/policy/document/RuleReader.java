package org.anabranch.transforms.policy.document;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.anabranch.transforms.policy.document.PolicyDocument.DeclaredRule;
import org.anabranch.transforms.policy.document.PolicyDocument.Effect;
import org.anabranch.transforms.policy.document.PolicyDocument.EncryptedPath;
import org.anabranch.transforms.policy.document.PolicyDocument.MaskedField;
import org.anabranch.transforms.policy.document.YamlTree.Member;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;

/** Reads a policy's rules. */
final class RuleReader {

  private static final Set<String> MEMBERS = Set.of("name", "tables", "topics", "when", "then");
  private static final Set<String> EFFECTS = Set.of("remove", "mask", "encrypt", "route");
  private static final Pattern NAME = Pattern.compile("[\\w.-]{1,100}");
  private static final Pattern TOPIC = Pattern.compile("[a-zA-Z0-9._-]{1,249}");
  private static final String THEN =
      "then is deliver, withhold, {route: topic}, or"
          + " {remove: [path], mask: {path: mask}, encrypt: {path: mode}}";

  private final YamlTree tree;
  private final Problems problems;
  private final Set<String> names = new HashSet<>(Set.of("otherwise"));

  RuleReader(YamlTree tree, Problems problems) {
    this.tree = tree;
    this.problems = problems;
  }

  List<DeclaredRule> rules(Node node) {
    List<DeclaredRule> rules = new ArrayList<>();
    for (Node element : tree.elements(node, "rules")) {
      DeclaredRule rule = rule(element);
      if (rule != null) {
        rules.add(rule);
      }
      problems.in(null);
    }
    return rules;
  }

  private @Nullable DeclaredRule rule(Node node) {
    Map<String, Member> members = tree.members(node, "A rule");
    Passage name = name(node, members.get("name"));
    problems.in(name == null ? null : name.text());
    PolicyReader.refuseUnknown(tree, problems, members, MEMBERS, "A rule");
    Selection selection =
        new Selection(expressions(members.get("tables")), expressions(members.get("topics")));
    Member when = members.get("when");
    Member then = members.get("then");
    if (then == null && node instanceof MappingNode) {
      problems.add(tree.position(node), "It is not said what the rule does: " + THEN);
    }
    Passage condition = when == null ? null : tree.text(when.value(), "when");
    Effect effect = then == null ? null : effect(then.value());
    // What cannot be read ends no walk, so that no rule seems unreachable for it.
    Effect known = effect == null ? Effect.Alter.NOTHING : effect;
    return name == null ? null : new DeclaredRule(name, selection, condition, known);
  }

  private @Nullable Passage name(Node node, @Nullable Member member) {
    if (member == null) {
      if (node instanceof MappingNode) {
        problems.add(tree.position(node), "The rule has no name. Messages and metrics need one");
      }
      return null;
    }
    Passage name = tree.text(member.value(), "A rule's name");
    if (name != null && !NAME.matcher(name.text()).matches()) {
      problems.add(name.position(), "A rule's name has letters, digits, '_', '-' and '.'");
    }
    if (name != null && !names.add(name.text())) {
      problems.add(
          name.position(), "The name '" + name + "' is taken already. Give the rule another one");
    }
    return name;
  }

  private List<Pattern> expressions(@Nullable Member member) {
    List<Pattern> expressions = new ArrayList<>();
    if (member == null) {
      return expressions;
    }
    List<Node> elements = tree.elements(member.value(), member.name().text());
    for (Node element : elements) {
      Passage text = tree.text(element, "A regular expression");
      if (text != null) {
        compile(text, expressions);
      }
    }
    if (elements.isEmpty()) {
      problems.add(
          member.name().position(), "The list is empty. Leave '" + member.name() + "' out for all");
    }
    return expressions;
  }

  private void compile(Passage text, List<Pattern> expressions) {
    try {
      expressions.add(Pattern.compile(text.text(), Pattern.CASE_INSENSITIVE));
    } catch (PatternSyntaxException e) {
      problems.add(
          text.position(Math.max(e.getIndex(), 0)),
          "This is no regular expression: " + e.getDescription());
    }
  }

  private @Nullable Effect effect(Node node) {
    if (node instanceof MappingNode) {
      return composed(node);
    }
    Passage text = tree.text(node, "then");
    if (text == null) {
      return null;
    }
    return switch (text.text()) {
      case "deliver" -> new Effect.Deliver();
      case "withhold" -> new Effect.Withhold();
      default -> {
        problems.add(text.position(), THEN);
        yield null;
      }
    };
  }

  private @Nullable Effect composed(Node node) {
    Map<String, Member> members = tree.members(node, "then");
    PolicyReader.refuseUnknown(tree, problems, members, EFFECTS, "then");
    Member route = members.get("route");
    if (route != null) {
      return route(node, route, members.size());
    }
    Member remove = members.get("remove");
    Member mask = members.get("mask");
    Member encrypt = members.get("encrypt");
    if (remove == null && mask == null && encrypt == null) {
      problems.add(tree.position(node), THEN);
    }
    return new Effect.Alter(
        remove == null ? List.of() : removed(remove.value()),
        mask == null ? List.of() : masked(mask.value()),
        encrypt == null ? List.of() : encrypted(encrypt.value()));
  }

  private @Nullable Effect route(Node node, Member route, int members) {
    if (members > 1) {
      problems.add(
          tree.position(node),
          "route ends the walk. Put what alters fields into a rule of its own before this one");
    }
    Passage topic = tree.text(route.value(), "route");
    if (topic != null && !TOPIC.matcher(topic.text()).matches()) {
      problems.add(topic.position(), "This is no topic's name");
    }
    return topic == null ? null : new Effect.Route(topic);
  }

  private List<Passage> removed(Node node) {
    List<Passage> paths = new ArrayList<>();
    for (Node element : tree.elements(node, "remove")) {
      Passage path = tree.text(element, "A field's path");
      if (path != null) {
        paths.add(path);
      }
    }
    return paths;
  }

  private List<MaskedField> masked(Node node) {
    List<MaskedField> fields = new ArrayList<>();
    tree.members(node, "mask")
        .forEach(
            (path, member) -> {
              // null is a mask's name, too, quoted or not.
              Passage mask = tree.textOrNull(member.value(), "A mask");
              if (mask != null) {
                fields.add(new MaskedField(member.name(), mask));
              }
            });
    return fields;
  }

  private List<EncryptedPath> encrypted(Node node) {
    List<EncryptedPath> fields = new ArrayList<>();
    tree.members(node, "encrypt")
        .forEach(
            (path, member) -> {
              Passage how = tree.text(member.value(), "How a field is encrypted");
              if (how != null) {
                fields.add(new EncryptedPath(member.name(), how));
              }
            });
    return fields;
  }
}
