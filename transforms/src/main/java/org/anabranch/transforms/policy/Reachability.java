package org.anabranch.transforms.policy;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.anabranch.transforms.policy.condition.FoldedCondition;
import org.anabranch.transforms.policy.condition.UnanswerableException;
import org.anabranch.transforms.policy.document.PolicyDocument.Region;
import org.anabranch.transforms.policy.document.Problems;
import org.jspecify.annotations.Nullable;

/**
 * Finds rules that decide on no row, whatever the direction: those whose condition is false for
 * every pair of regions, and those of which an earlier rule leaves nothing.
 */
final class Reachability {

  /** What a condition is in a direction, as far as the regions tell. */
  private enum Truth {
    ALWAYS,
    NEVER,
    DEPENDS
  }

  private final List<CheckedRule> rules;
  private final Problems problems;
  private final Set<CheckedRule> reached = new HashSet<>();
  private final Set<CheckedRule> matching = new HashSet<>();
  private final Set<CheckedRule> unanswered = new HashSet<>();

  Reachability(List<CheckedRule> rules, Problems problems) {
    this.rules = rules;
    this.problems = problems;
  }

  void check(Collection<Region> regions) {
    for (Region origin : regions) {
      for (Region destination : regions) {
        if (!origin.equals(destination) || regions.size() == 1) {
          walk(origin, destination);
        }
      }
    }
    if (!regions.isEmpty()) {
      rules.forEach(this::report);
    }
    problems.in(null);
  }

  private void walk(Region origin, Region destination) {
    List<CheckedRule> decided = new ArrayList<>();
    for (CheckedRule rule : rules) {
      Truth truth = truth(rule, origin, destination);
      if (truth != Truth.NEVER) {
        matching.add(rule);
        if (decided.stream().noneMatch(earlier -> earlier.covers(rule)) && repeated(rule) == null) {
          reached.add(rule);
        }
      }
      if (truth == Truth.ALWAYS && rule.then().ends()) {
        decided.add(rule);
      }
    }
  }

  private Truth truth(CheckedRule rule, Region origin, Region destination) {
    if (rule.condition() == null) {
      return rule.isBroken() ? Truth.DEPENDS : Truth.ALWAYS;
    }
    try {
      FoldedCondition folded = rule.condition().between(origin, destination);
      return folded.always() ? Truth.ALWAYS : folded.never() ? Truth.NEVER : Truth.DEPENDS;
    } catch (UnanswerableException e) {
      if (unanswered.add(rule)) {
        problems.in(rule.name().name());
        problems.add(
            e.position(),
            "From %s to %s the condition has no answer: %s"
                .formatted(origin.name(), destination.name(), e.getMessage()));
      }
      return Truth.DEPENDS;
    }
  }

  /**
   * An earlier rule that ends the walk of all rows that this one matches, by the same condition.
   */
  private @Nullable CheckedRule repeated(CheckedRule rule) {
    for (CheckedRule earlier : rules) {
      if (earlier.equals(rule)) {
        return null;
      }
      if (earlier.then().ends() && earlier.covers(rule) && earlier.asksAs(rule)) {
        return earlier;
      }
    }
    return null;
  }

  private void report(CheckedRule rule) {
    if (reached.contains(rule)) {
      return;
    }
    problems.in(rule.name().name());
    CheckedRule repeated = repeated(rule);
    problems.add(
        rule.declared().name().position(),
        "The rule is never reached: "
            + (!matching.contains(rule)
                ? "its condition is false for every pair of regions"
                : repeated != null
                    ? "'" + repeated.name() + "' decides under the same condition"
                    : "earlier rules decide on all that it selects"));
  }
}
