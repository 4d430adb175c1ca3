package org.anabranch.sink;

import java.util.Arrays;
import java.util.Locale;

/** What a sink does about rows that refer to rows that are not there. */
enum ForeignKeyPolicy {
  /** They are written: each was checked where it was written first. */
  TRUST,
  /** They are parked until what they refer to is there. */
  CHECK;

  /** How the option names it. */
  String option() {
    return name().toLowerCase(Locale.ROOT);
  }

  static ForeignKeyPolicy of(String option) {
    return Arrays.stream(values())
        .filter(policy -> policy.option().equals(option))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("No such policy"));
  }
}
