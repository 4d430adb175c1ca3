package org.anabranch.transforms.policy;

import java.util.List;
import org.anabranch.transforms.policy.condition.CheckedCondition;
import org.anabranch.transforms.policy.document.PolicyDocument.DeclaredRule;
import org.anabranch.transforms.policy.document.PolicyDocument.Effect;
import org.jspecify.annotations.Nullable;

/**
 * A rule whose parts were read, for any direction.
 *
 * @param condition null where it has none, or one that could not be read
 * @param alterations empty where it ends the walk
 */
record CheckedRule(
    RuleName name,
    DeclaredRule declared,
    @Nullable CheckedCondition condition,
    List<Alteration> alterations) {

  /** Whether a condition that it has could not be read. */
  boolean isBroken() {
    return declared.when() != null && condition == null;
  }

  Effect then() {
    return declared.then();
  }

  boolean covers(CheckedRule other) {
    return declared.selection().covers(other.declared.selection());
  }

  /** Whether it asks the same of rows as another rule does. */
  boolean asksAs(CheckedRule other) {
    return condition != null
        && other.condition != null
        && condition.text().equals(other.condition.text());
  }
}
