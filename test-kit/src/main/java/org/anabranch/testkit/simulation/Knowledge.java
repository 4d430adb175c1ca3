package org.anabranch.testkit.simulation;

import java.util.BitSet;
import java.util.Map;
import java.util.TreeMap;

/**
 * What one region has really seen of one lane of a table. What came in other lanes, or by way of
 * other keys and third regions, is no part of a change's past: a row cannot have been written with
 * it in view.
 */
final class Knowledge {

  /** What of one key the region has merged, its own stream included. */
  static final class Merged {
    private final BitSet changes = new BitSet();
    private final BitSet past = new BitSet();
    private final BitSet skipped = new BitSet();

    void add(TrueChange change) {
      changes.set(change.number());
      past.or(change.past());
    }

    /** It was there before, and need not come. */
    void skip(TrueChange change) {
      skipped.set(change.number());
      skipped.or(change.past());
    }

    BitSet changes() {
      return changes;
    }

    /** Whether it was skipped and has not come since. */
    boolean lacks(TrueChange change) {
      return skipped.get(change.number()) && !changes.get(change.number());
    }

    /** Whether it was merged, or a merged change had it in its past. */
    boolean accountsFor(TrueChange change) {
      return changes.get(change.number())
          || past.get(change.number())
          || skipped.get(change.number());
    }

    /** What was merged, with everything in the past of that. */
    BitSet everything() {
      BitSet everything = (BitSet) changes.clone();
      everything.or(past);
      return everything;
    }

    /** Those that no other merged change had in its past. */
    BitSet maximal() {
      BitSet maximal = (BitSet) changes.clone();
      maximal.andNot(past);
      return maximal;
    }
  }

  private final BitSet applied = new BitSet();
  private final Map<RowKey, BitSet> pasts = new TreeMap<>();
  private final Map<RowKey, Merged> merged = new TreeMap<>();

  /** A copy of what the database has applied itself, local changes included. */
  BitSet applied() {
    return (BitSet) applied.clone();
  }

  /** A copy of what it has applied of a key, with everything in the past of that. */
  BitSet past(RowKey key) {
    return (BitSet) ofKey(key).clone();
  }

  private BitSet ofKey(RowKey key) {
    return pasts.computeIfAbsent(key, absent -> new BitSet());
  }

  void apply(TrueChange change) {
    applied.set(change.number());
    BitSet past = ofKey(change.key());
    past.set(change.number());
    past.or(change.past());
  }

  /** It was passed, but nobody who looked at the row could see it. */
  void pass(TrueChange change) {
    applied.set(change.number());
  }

  /** Whoever looks at the row builds on it, although it never came. */
  void skip(TrueChange change) {
    BitSet past = ofKey(change.key());
    past.set(change.number());
    past.or(change.past());
    merged(change.key()).skip(change);
  }

  void merge(TrueChange change) {
    merged(change.key()).add(change);
  }

  Merged merged(RowKey key) {
    return merged.computeIfAbsent(key, absent -> new Merged());
  }
}
