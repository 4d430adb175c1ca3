package org.anabranch.transforms.filter;

import java.util.List;
import org.anabranch.transforms.policy.Alteration;
import org.anabranch.transforms.policy.FieldHits;
import org.anabranch.transforms.policy.Policy;
import org.anabranch.transforms.policy.RuleName;

/**
 * A policy in force, with what is kept as long as it is.
 *
 * @param version names the document: the first digits of its SHA-256, as {@code sha256sum} prints
 *     them
 * @param rules the counts of its rules, by number
 */
record ActivePolicy(
    Policy policy,
    String version,
    FieldHits hits,
    ImageAlterations images,
    List<RuleCounts> rules) {

  void matched(List<RuleName> matched) {
    for (RuleName rule : matched) {
      rules.get(rule.number()).matched();
    }
  }

  /** Which fields no row has had yet, for the log. */
  List<String> neverMatched() {
    return hits.never().stream().map(ActivePolicy::named).toList();
  }

  private static String named(Alteration alteration) {
    return "'" + alteration.path() + "' of rule '" + alteration.rule() + "'";
  }
}
