package org.anabranch.transforms.policy;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.anabranch.model.change.TableName;
import org.anabranch.records.view.RecordView;
import org.anabranch.transforms.policy.condition.Condition;
import org.anabranch.transforms.policy.condition.Facts;
import org.anabranch.transforms.policy.condition.FieldRead;
import org.apache.kafka.connect.data.Schema;
import org.jspecify.annotations.Nullable;

/** The rules that can match rows of one table in one topic, up to one that matches all of them. */
final class TableRules {

  private final CompiledRule[] rules;
  private final Matches none;
  private final Set<String> read;
  private final boolean wholeRow;
  private final SchemaCheck schemas;

  private TableRules(List<CompiledRule> rules) {
    this.rules = rules.toArray(CompiledRule[]::new);
    this.none = Matches.none(rules);
    this.read = new LinkedHashSet<>();
    boolean whole = false;
    for (CompiledRule rule : rules) {
      Condition condition = rule.condition();
      if (condition != null) {
        condition.reads().stream()
            .filter(of -> of.variable().equals("row"))
            .map(FieldRead::field)
            .forEach(read::add);
        whole |= condition.readsWholeRow();
      }
    }
    this.wholeRow = whole;
    this.schemas = new SchemaCheck(rules);
  }

  /**
   * @param rules the last of which matches all rows
   */
  static TableRules select(List<CompiledRule> rules, String topic, @Nullable TableName table) {
    String name = table == null ? null : table.toString();
    List<CompiledRule> selected = new ArrayList<>();
    for (CompiledRule rule : rules) {
      if (rule.selection().selects(topic, name)) {
        selected.add(rule);
        if (rule.condition() == null && rule.then().ends()) {
          break;
        }
      }
    }
    return new TableRules(selected);
  }

  Verdict judge(Facts facts) {
    Matches matches = none;
    int last = rules.length - 1;
    for (int i = 0; i < last; i++) {
      if (rules[i].matches(facts)) {
        if (rules[i].then().ends()) {
          return matches.end(i);
        }
        matches = matches.with(i);
      }
    }
    return matches.end(last);
  }

  @Nullable Verdict unconditional() {
    Matches matches = none;
    for (int i = 0; i < rules.length; i++) {
      if (rules[i].condition() != null) {
        return null;
      }
      if (rules[i].then().ends()) {
        return end(matches, i);
      }
      matches = matches.with(i);
    }
    return null;
  }

  private static @Nullable Verdict end(Matches matches, int rule) {
    try {
      return matches.end(rule);
    } catch (PolicyEvaluationException e) {
      return null;
    }
  }

  boolean alike(RecordView one, RecordView other) {
    if (wholeRow) {
      return false;
    }
    for (String field : read) {
      if (one.has(field) != other.has(field)
          || !Objects.deepEquals(one.value(field), other.value(field))) {
        return false;
      }
    }
    return true;
  }

  void check(Schema row, @Nullable Schema key, Set<String> absent) {
    schemas.check(row, key, absent);
  }
}
