package org.anabranch.tools.policy;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.anabranch.transforms.policy.Alteration;
import org.anabranch.transforms.policy.Policy;
import org.anabranch.transforms.policy.PolicyEvaluationException;
import org.anabranch.transforms.policy.RuleName;
import org.anabranch.transforms.policy.Verdict;
import org.jspecify.annotations.Nullable;

/** What a policy makes of a sample. */
sealed interface Outcome {

  /** It decides. */
  record Decided(Verdict verdict) implements Outcome {}

  /** There is no image to judge: it is withheld, as the transform does. */
  record NotJudged() implements Outcome {}

  /** A rule has no answer. */
  record Failed(String rule, String message) implements Outcome {}

  static Outcome of(Policy policy, Sample sample) {
    if (sample.judged() == null) {
      Verdict always = policy.unconditional(sample.topic(), sample.table());
      return always == null ? new NotJudged() : new Decided(always);
    }
    try {
      return new Decided(policy.judge(sample.facts()));
    } catch (PolicyEvaluationException e) {
      return new Failed(e.rule(), String.valueOf(e.getMessage()));
    }
  }

  /** deliver, withhold or error. */
  default String decision() {
    return this instanceof Failed
        ? "error"
        : this instanceof Decided of && of.verdict() instanceof Verdict.Deliver
            ? "deliver"
            : "withhold";
  }

  /**
   * The rules that matched, the deciding one at the end; empty where there was nothing to judge.
   */
  default List<RuleName> matched() {
    return this instanceof Decided of ? of.verdict().matched() : List.of();
  }

  /** The deciding rule; null where none decided. */
  default @Nullable String rule() {
    return this instanceof Decided of
        ? of.verdict().rule().name()
        : this instanceof Failed failed ? failed.rule() : null;
  }

  /** The topic's other name; null for its own. */
  default @Nullable String topic() {
    return this instanceof Decided of && of.verdict() instanceof Verdict.Deliver deliver
        ? deliver.topic()
        : null;
  }

  default Set<String> removed() {
    return paths(deliver().flatMap(verdict -> verdict.removals().stream()));
  }

  default Set<String> masked() {
    return paths(deliver().flatMap(verdict -> verdict.masks().stream()));
  }

  default Set<String> encrypted() {
    return paths(deliver().flatMap(verdict -> verdict.encryptions().stream()));
  }

  private Stream<Verdict.Deliver> deliver() {
    return this instanceof Decided of && of.verdict() instanceof Verdict.Deliver deliver
        ? Stream.of(deliver)
        : Stream.empty();
  }

  private static Set<String> paths(Stream<? extends Alteration> alterations) {
    return alterations
        .map(alteration -> alteration.path().toString())
        .collect(Collectors.toCollection(TreeSet::new));
  }
}
