package org.anabranch.transforms.policy;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.anabranch.transforms.policy.condition.CheckedCondition;
import org.anabranch.transforms.policy.condition.Condition;
import org.anabranch.transforms.policy.condition.ConditionLanguage;
import org.anabranch.transforms.policy.condition.FoldedCondition;
import org.anabranch.transforms.policy.condition.UnanswerableException;
import org.anabranch.transforms.policy.document.Passage;
import org.anabranch.transforms.policy.document.PolicyDocument;
import org.anabranch.transforms.policy.document.PolicyDocument.ConsentSource;
import org.anabranch.transforms.policy.document.PolicyDocument.DeclaredRule;
import org.anabranch.transforms.policy.document.PolicyDocument.Effect;
import org.anabranch.transforms.policy.document.PolicyDocument.Region;
import org.anabranch.transforms.policy.document.PolicyReader;
import org.anabranch.transforms.policy.document.Position;
import org.anabranch.transforms.policy.document.Problem;
import org.anabranch.transforms.policy.document.Problems;
import org.anabranch.transforms.policy.document.Selection;
import org.jspecify.annotations.Nullable;

/** Reads a policy, finds all that is wrong with it, and compiles it for a direction. */
final class PolicyCompiler {

  private static final Position BEGINNING = new Position(1, 1);

  private final PolicyDocument document;
  private final List<CheckedRule> rules;

  private PolicyCompiler(PolicyDocument document, List<CheckedRule> rules) {
    this.document = document;
    this.rules = rules;
  }

  /**
   * Reads a policy and checks it for all directions.
   *
   * @param secret of masks; null where there is none
   * @param scope null where it is not known
   * @throws PolicyException where something is wrong
   */
  static PolicyCompiler read(String text, @Nullable String secret, @Nullable PolicyScope scope) {
    Problems problems = new Problems();
    PolicyDocument document = PolicyReader.read(text, problems);
    if (document == null) {
      throw new PolicyException(problems.inOrder());
    }
    List<CheckedRule> rules = checked(document, secret, problems);
    new Reachability(rules, problems).check(document.regions().values());
    if (scope != null) {
      checkRegion(document, "origin.region", scope.origin(), problems);
      checkRegion(document, "destination.region", scope.destination(), problems);
      if (scope.origin().equals(scope.destination())) {
        problems.add(
            BEGINNING,
            "origin.region and destination.region are both '%s', and nothing leaves a region that"
                    .formatted(scope.origin())
                + " goes there. Name the region to which records go");
      }
    }
    if (!problems.isEmpty()) {
      throw new PolicyException(problems.inOrder());
    }
    return new PolicyCompiler(document, rules);
  }

  private static List<CheckedRule> checked(
      PolicyDocument document, @Nullable String secret, Problems problems) {
    ConditionLanguage language = new ConditionLanguage(document, problems);
    AlterationReader alterations = new AlterationReader(document, problems, secret);
    List<CheckedRule> rules = new ArrayList<>();
    for (DeclaredRule declared : document.rules()) {
      RuleName name = new RuleName(rules.size(), declared.name().text());
      problems.in(name.name());
      Passage when = declared.when();
      CheckedCondition condition = when == null ? null : language.read(when, declared.selection());
      rules.add(
          new CheckedRule(
              name,
              declared,
              condition,
              alterations.read(name, declared.selection(), declared.then())));
    }
    problems.in(null);
    return rules;
  }

  private static void checkRegion(
      PolicyDocument document, String option, String name, Problems problems) {
    if (!document.regions().containsKey(name)) {
      problems.add(
          BEGINNING,
          "%s is '%s', which is no region of the policy. There are %s"
              .formatted(option, name, document.regions().keySet()));
    }
  }

  Policy compile(PolicyScope scope) {
    List<RuleName> names = new ArrayList<>();
    List<CompiledRule> compiled = new ArrayList<>();
    for (CheckedRule rule : rules) {
      names.add(rule.name());
      CompiledRule forDirection = compile(rule, scope);
      if (forDirection != null) {
        compiled.add(forDirection);
      }
    }
    RuleName otherwise = new RuleName(names.size(), RuleName.OTHERWISE);
    names.add(otherwise);
    Effect end = document.withholdsOtherwise() ? new Effect.Withhold() : new Effect.Deliver();
    compiled.add(
        new CompiledRule(otherwise, new Selection(List.of(), List.of()), null, end, List.of()));
    return new Policy(
        names,
        compiled,
        rules.stream().flatMap(rule -> rule.alterations().stream()).toList(),
        consentTopics());
  }

  /** Null where the rule matches no row in this direction. */
  private @Nullable CompiledRule compile(CheckedRule rule, PolicyScope scope) {
    CheckedCondition checked = rule.condition();
    Condition condition = null;
    if (checked != null) {
      try {
        Region origin = region(scope.origin());
        Region destination = region(scope.destination());
        FoldedCondition folded = checked.between(origin, destination);
        if (folded.never()) {
          return null;
        }
        condition =
            folded.always()
                ? null
                : checked.compile(document, origin, destination, scope.consents());
      } catch (UnanswerableException e) {
        throw new PolicyException(List.of(problem(rule, e)));
      }
    }
    return new CompiledRule(
        rule.name(), rule.declared().selection(), condition, rule.then(), rule.alterations());
  }

  private static Problem problem(CheckedRule rule, UnanswerableException error) {
    return new Problem(rule.name().name(), error.position(), String.valueOf(error.getMessage()));
  }

  private Region region(String name) {
    return Objects.requireNonNull(document.regions().get(name));
  }

  private Set<String> consentTopics() {
    return document.consents().values().stream()
        .filter(ConsentSource.Topic.class::isInstance)
        .map(source -> ((ConsentSource.Topic) source).topic().text())
        .collect(Collectors.toUnmodifiableSet());
  }
}
