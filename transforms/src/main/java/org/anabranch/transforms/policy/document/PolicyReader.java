package org.anabranch.transforms.policy.document;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.anabranch.model.version.Origin;
import org.anabranch.transforms.policy.document.PolicyDocument.ConsentSource;
import org.anabranch.transforms.policy.document.PolicyDocument.DeclaredTable;
import org.anabranch.transforms.policy.document.PolicyDocument.Region;
import org.anabranch.transforms.policy.document.YamlTree.Member;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.nodes.Node;

/**
 * Reads a policy's document, YAML 1.2 or JSON. It knows what members there are and what kinds of
 * values they have; what conditions, masks and paths say is for others.
 */
public final class PolicyReader {

  private static final Set<String> MEMBERS =
      Set.of("version", "regions", "tables", "consents", "rules", "otherwise");

  private final YamlTree tree;
  private final Problems problems;

  private PolicyReader(String document, Problems problems) {
    this.tree = new YamlTree(document, problems);
    this.problems = problems;
  }

  /**
   * Reads a document.
   *
   * @return null where it is no YAML; else what could be read of it, with all that is wrong added
   *     to the problems
   */
  public static @Nullable PolicyDocument read(String document, Problems problems) {
    PolicyReader reader = new PolicyReader(document, problems);
    Node root = reader.tree.root();
    return root == null ? null : reader.document(root);
  }

  private PolicyDocument document(Node root) {
    Map<String, Member> members = tree.members(root, "A policy");
    refuseUnknown(tree, problems, members, MEMBERS, "A policy");
    version(root, members.get("version"));
    boolean withholds = otherwise(root, members.get("otherwise"));
    Map<String, Region> regions = regions(root, members.get("regions"));
    Map<String, DeclaredTable> tables = tables(members.get("tables"));
    Map<String, ConsentSource> consents = consents(members.get("consents"));
    Member rules = members.get("rules");
    if (rules == null) {
      problems.add(tree.position(root), "There are no rules. Write rules: [...]");
    }
    return new PolicyDocument(
        regions,
        tables,
        consents,
        rules == null ? List.of() : new RuleReader(tree, problems).rules(rules.value()),
        withholds);
  }

  static void refuseUnknown(
      YamlTree tree, Problems problems, Map<String, Member> members, Set<String> known, String of) {
    members.forEach(
        (name, member) -> {
          if (!known.contains(name)) {
            problems.add(
                member.name().position(),
                "%s has no member '%s'. There are %s"
                    .formatted(of, name, String.join(", ", known.stream().sorted().toList())));
          }
        });
  }

  private void version(Node root, @Nullable Member version) {
    if (version == null) {
      problems.add(tree.position(root), "The version is missing. Write version: 1");
    } else if (!Long.valueOf(1).equals(tree.value(version.value(), 0))) {
      problems.add(tree.position(version.value()), "The version of this language is 1");
    }
  }

  private boolean otherwise(Node root, @Nullable Member otherwise) {
    if (otherwise == null) {
      problems.add(
          tree.position(root),
          "It is not said what becomes of rows that no rule decides on. Write otherwise: withhold,"
              + " or otherwise: deliver");
      return true;
    }
    Passage text = tree.text(otherwise.value(), "otherwise");
    if (text != null && !Set.of("withhold", "deliver").contains(text.text())) {
      problems.add(text.position(), "otherwise is withhold or deliver");
    }
    return text == null || !text.text().equals("deliver");
  }

  private Map<String, Region> regions(Node root, @Nullable Member regions) {
    Map<String, Region> read = new LinkedHashMap<>();
    if (regions == null) {
      problems.add(tree.position(root), "There are no regions. Write regions: {name: {...}}");
      return read;
    }
    tree.members(regions.value(), "regions")
        .forEach((name, member) -> read.put(name, region(member)));
    return read;
  }

  private Region region(Member member) {
    Passage name = member.name();
    checkName(name);
    Map<String, Object> attributes = new LinkedHashMap<>();
    tree.members(member.value(), "The region '" + name + "'")
        .forEach(
            (attribute, of) -> {
              Object value = tree.value(of.value(), 0);
              if (attribute.equals("name")) {
                problems.add(of.name().position(), "The attribute name is the region's own name");
              } else if (value != null) {
                attributes.put(attribute, value);
              }
            });
    attributes.put("name", name.text());
    return new Region(name, attributes);
  }

  private void checkName(Passage name) {
    try {
      new Origin(name.text());
    } catch (IllegalArgumentException e) {
      problems.add(name.position(), String.valueOf(e.getMessage()));
    }
  }

  private Map<String, DeclaredTable> tables(@Nullable Member tables) {
    Map<String, DeclaredTable> read = new LinkedHashMap<>();
    if (tables != null) {
      tree.members(tables.value(), "tables")
          .forEach((name, member) -> read.put(name, table(member)));
    }
    return read;
  }

  private DeclaredTable table(Member member) {
    Passage name = member.name();
    if (!isTableName(name.text())) {
      problems.add(name.position(), "A table is named by schema.table");
    }
    Map<String, ColumnType> columns = new LinkedHashMap<>();
    tree.members(member.value(), "The table '" + name + "'")
        .forEach(
            (column, of) -> {
              Passage type = tree.text(of.value(), "A column's type");
              if (type != null) {
                ColumnType.of(type.text())
                    .ifPresentOrElse(known -> columns.put(column, known), () -> noType(type));
              }
            });
    return new DeclaredTable(name, columns);
  }

  private static boolean isTableName(String name) {
    int dot = name.indexOf('.');
    return dot > 0 && dot < name.length() - 1;
  }

  private void noType(Passage type) {
    problems.add(
        type.position(), "There is no type '" + type + "'. Use one of " + ColumnType.NAMES);
  }

  private Map<String, ConsentSource> consents(@Nullable Member consents) {
    Map<String, ConsentSource> read = new LinkedHashMap<>();
    if (consents != null) {
      tree.members(consents.value(), "consents")
          .forEach(
              (purpose, member) -> {
                ConsentSource source = consent(member);
                if (source != null) {
                  read.put(purpose, source);
                }
              });
    }
    return read;
  }

  private @Nullable ConsentSource consent(Member member) {
    String what = "The consent '" + member.name() + "'";
    Map<String, Member> members = tree.members(member.value(), what);
    if (members.keySet().equals(Set.of("column"))) {
      Passage column = textOf(members, "column");
      return column == null ? null : new ConsentSource.Column(column);
    }
    if (members.keySet().equals(Set.of("topic", "subject"))) {
      Passage topic = textOf(members, "topic");
      Passage subject = textOf(members, "subject");
      return topic == null || subject == null ? null : new ConsentSource.Topic(topic, subject);
    }
    problems.add(
        tree.position(member.value()),
        what
            + " is in a column or in a topic: write {column: name}, or {topic: name, subject:"
            + " column}");
    return null;
  }

  private @Nullable Passage textOf(Map<String, Member> members, String name) {
    Member member = members.get(name);
    return member == null ? null : tree.text(member.value(), name);
  }
}
