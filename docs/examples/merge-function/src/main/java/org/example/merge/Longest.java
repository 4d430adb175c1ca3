package org.example.merge;

import java.util.Comparator;
import org.anabranch.merge.function.MergeFunction;
import org.anabranch.merge.function.ValueType;

/** Of two texts the longer one; of two that are as long, the one that sorts last. */
public final class Longest implements MergeFunction<String> {

  private static final Comparator<String> ORDER =
      Comparator.comparingInt(String::length).thenComparing(Comparator.naturalOrder());

  @Override
  public String name() {
    return "longest";
  }

  @Override
  public ValueType<String> type() {
    return ValueType.TEXT;
  }

  @Override
  public String merge(String one, String other) {
    return ORDER.compare(one, other) >= 0 ? one : other;
  }
}
