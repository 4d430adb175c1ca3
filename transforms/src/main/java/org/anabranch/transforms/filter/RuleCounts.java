package org.anabranch.transforms.filter;

import java.util.concurrent.atomic.LongAdder;

/** How often a rule did what, since the task began. Safe for several threads. */
final class RuleCounts {

  private final LongAdder matched = new LongAdder();
  private final LongAdder withheld = new LongAdder();
  private final LongAdder altered = new LongAdder();

  void matched() {
    matched.increment();
  }

  void withheld() {
    withheld.increment();
  }

  void altered() {
    altered.increment();
  }

  long matchedTotal() {
    return matched.sum();
  }

  long withheldTotal() {
    return withheld.sum();
  }

  long alteredTotal() {
    return altered.sum();
  }

  /** For the log. */
  @Override
  public String toString() {
    return matched + " matched, " + withheld + " withheld, " + altered + " altered";
  }
}
