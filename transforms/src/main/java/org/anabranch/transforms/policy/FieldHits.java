package org.anabranch.transforms.policy;

import java.util.List;
import java.util.concurrent.atomic.AtomicIntegerArray;

/**
 * Which fields that a policy removes, masks or encrypts have been seen in rows. One that never is
 * may be misspelt. Safe for several threads.
 */
public final class FieldHits {

  private final List<Alteration> alterations;
  private final AtomicIntegerArray seen;

  public FieldHits(Policy policy) {
    this.alterations = policy.alterations();
    this.seen = new AtomicIntegerArray(alterations.size());
  }

  /** Says that an alteration's path led to a field of a row. */
  public void hit(Alteration alteration) {
    if (seen.getPlain(alteration.number()) == 0) {
      seen.set(alteration.number(), 1);
    }
  }

  /** Those whose path has led to nothing yet, in order. */
  public List<Alteration> never() {
    return alterations.stream().filter(alteration -> seen.get(alteration.number()) == 0).toList();
  }
}
