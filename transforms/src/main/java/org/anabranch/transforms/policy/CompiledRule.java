package org.anabranch.transforms.policy;

import java.util.List;
import org.anabranch.transforms.policy.condition.Condition;
import org.anabranch.transforms.policy.condition.Facts;
import org.anabranch.transforms.policy.condition.UnanswerableException;
import org.anabranch.transforms.policy.document.PolicyDocument.Effect;
import org.anabranch.transforms.policy.document.Selection;
import org.jspecify.annotations.Nullable;

/**
 * A rule for one direction.
 *
 * @param condition null where it matches every row that it selects
 */
record CompiledRule(
    RuleName name,
    Selection selection,
    @Nullable Condition condition,
    Effect then,
    List<Alteration> alterations) {

  boolean matches(Facts facts) {
    if (condition == null) {
      return true;
    }
    try {
      return condition.holds(facts);
    } catch (UnanswerableException e) {
      throw new PolicyEvaluationException(
          name.name(), e.position(), String.valueOf(e.getMessage()));
    }
  }
}
