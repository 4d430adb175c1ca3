package org.anabranch.transforms.policy;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.anabranch.records.path.FieldPath;
import org.anabranch.transforms.policy.document.PolicyDocument.Effect;
import org.jspecify.annotations.Nullable;

/**
 * The rules that have matched so far on a walk. Each set of them is one object, made when it is
 * first met, and so is each verdict, so that a walk allocates nothing of it. Safe for several
 * threads.
 */
final class Matches {

  /** Sets beyond these are made anew each time: that many are never met in practice. */
  private static final int KEPT_MAX = 4_096;

  private final List<CompiledRule> rules;
  private final List<CompiledRule> matched;
  private final AtomicInteger kept;
  private final AtomicReferenceArray<Matches> further;
  private final AtomicReferenceArray<Verdict> ends;

  private Matches(List<CompiledRule> rules, List<CompiledRule> matched, AtomicInteger kept) {
    this.rules = rules;
    this.matched = matched;
    this.kept = kept;
    this.further = new AtomicReferenceArray<>(rules.size());
    this.ends = new AtomicReferenceArray<>(rules.size());
  }

  static Matches none(List<CompiledRule> rules) {
    return new Matches(rules, List.of(), new AtomicInteger());
  }

  /** With one more that alters the row. */
  Matches with(int rule) {
    Matches known = further.get(rule);
    if (known != null) {
      return known;
    }
    Matches next = new Matches(rules, and(rule), kept);
    if (kept.get() < KEPT_MAX && further.compareAndSet(rule, null, next)) {
      kept.incrementAndGet();
    }
    Matches raced = further.get(rule);
    return raced == null ? next : raced;
  }

  /**
   * What becomes of the row, since a rule ends the walk.
   *
   * @throws PolicyEvaluationException where the rules that matched contradict each other
   */
  Verdict end(int rule) {
    Verdict known = ends.get(rule);
    if (known != null) {
      return known;
    }
    Verdict verdict = verdict(and(rule));
    Verdict raced = ends.compareAndExchange(rule, null, verdict);
    return raced == null ? verdict : raced;
  }

  private List<CompiledRule> and(int rule) {
    List<CompiledRule> all = new ArrayList<>(matched);
    all.add(rules.get(rule));
    return all;
  }

  private static Verdict verdict(List<CompiledRule> matched) {
    List<RuleName> names = matched.stream().map(CompiledRule::name).toList();
    Effect end = matched.get(matched.size() - 1).then();
    if (end instanceof Effect.Withhold) {
      return new Verdict.Withhold(names);
    }
    String topic = end instanceof Effect.Route route ? route.topic().text() : null;
    return delivered(names, topic, matched);
  }

  private static Verdict delivered(
      List<RuleName> names, @Nullable String topic, List<CompiledRule> matched) {
    Map<FieldPath, Alteration.Removal> removals = new LinkedHashMap<>();
    List<Alteration.Masking> masks = new ArrayList<>();
    Set<List<Object>> masked = new HashSet<>();
    List<Alteration.Encryption> encryptions = new ArrayList<>();
    for (CompiledRule rule : matched) {
      for (Alteration alteration : rule.alterations()) {
        if (alteration instanceof Alteration.Removal removal) {
          removals.putIfAbsent(removal.path(), removal);
        } else if (alteration instanceof Alteration.Masking masking
            && masked.add(List.of(masking.path(), masking.text()))) {
          masks.add(masking);
        } else if (alteration instanceof Alteration.Encryption encryption) {
          encryptions.add(encryption);
        }
      }
    }
    masks.removeIf(masking -> removals.containsKey(masking.path()));
    encryptions.removeIf(encryption -> removals.containsKey(encryption.path()));
    return new Verdict.Deliver(
        names, topic, List.copyOf(removals.values()), masks, once(encryptions));
  }

  /**
   * What several rules encrypt alike is encrypted once.
   *
   * @throws PolicyEvaluationException where they do not: nobody could say who may read it
   */
  private static List<Alteration.Encryption> once(List<Alteration.Encryption> encryptions) {
    List<Alteration.Encryption> once = new ArrayList<>();
    for (Alteration.Encryption encryption : encryptions) {
      boolean there = false;
      for (Alteration.Encryption other : once) {
        if (other.path().equals(encryption.path()) && other.how().equals(encryption.how())) {
          there = true;
        } else if (other.path().overlaps(encryption.path())) {
          throw clash(other, encryption);
        }
      }
      if (!there) {
        once.add(encryption);
      }
    }
    return once;
  }

  private static PolicyEvaluationException clash(
      Alteration.Encryption one, Alteration.Encryption other) {
    return new PolicyEvaluationException(
        other.rule().name(),
        other.position(),
        "it encrypts the field '%s' by %s, and '%s' at %s encrypts '%s' by %s. Let one of them do"
                .formatted(
                    other.path(), other.how(), one.rule(), one.position(), one.path(), one.how())
            + " it, or give them conditions of which one at a time holds");
  }
}
