package org.anabranch.sink.function;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.anabranch.merge.function.Law;
import org.anabranch.merge.function.MergeFunction;
import org.anabranch.merge.function.ValueType;
import org.anabranch.model.column.Register;
import org.anabranch.model.column.Writes.Write;
import org.jspecify.annotations.Nullable;

/**
 * Makes one value of several by a user's {@link MergeFunction}. Values come and go as the text in
 * which Postgres tells the column. Of nulls and one value, the value is taken; of values that are
 * the same to the function's type, the last writer's text; and an answer that is one of the values
 * keeps that one's text.
 *
 * <p>The function is not trusted: it is asked in both orders, again, from the first writer to the
 * last and back, and whether its answer stays when a version is merged into it once more. It is
 * given values that were read for this call alone. What breaks a law in this sample is an {@link
 * UnsoundFunctionException}, where another region might have come to another value.
 */
public final class FunctionRule<V> implements Register.Rule<String> {

  private final MergeFunction<V> function;
  private final ValueType<V> type;
  private final String name;
  private final String column;

  /**
   * @param function one of {@link org.anabranch.merge.function.MergeFunctions}, which has asked it
   *     for its name and type
   * @param column as {@code merge.columns} names it, for messages
   */
  public FunctionRule(MergeFunction<V> function, String column) {
    this.function = function;
    this.type = function.type();
    this.name = function.name();
    this.column = column;
  }

  /**
   * @throws UnsoundFunctionException where there is no value that all regions will come to
   */
  @Override
  public @Nullable String of(Collection<Write<String>> writes) {
    List<String> told =
        writes.stream().map(Write::value).filter(Objects::nonNull).distinct().toList();
    if (told.size() <= 1) {
      return told.isEmpty() ? null : told.get(0);
    }
    Map<String, String> byValue = new LinkedHashMap<>();
    told.forEach(text -> byValue.put(normal(text), text));
    List<String> values = List.copyOf(byValue.keySet());
    String merged = values.size() == 1 ? values.get(0) : merged(values);
    return byValue.getOrDefault(merged, merged);
  }

  /** As the type prints it. */
  private String normal(String text) {
    try {
      return Objects.requireNonNull(type.print(type.read(text)));
    } catch (Exception | LinkageError | AssertionError | StackOverflowError e) {
      throw broken(Law.TYPED, "; " + type + " has no value for one of the versions, " + thrown(e));
    }
  }

  private String merged(List<String> values) {
    List<String> reversed = new ArrayList<>(values);
    Collections.reverse(reversed);
    String merged = folded(values);
    if (!merged.equals(folded(reversed))) {
      throw broken(Law.ASSOCIATIVE, "");
    }
    for (String value : values) {
      if (!merged.equals(answer(merged, value))) {
        throw broken(Law.IDEMPOTENT, "");
      }
    }
    return merged;
  }

  private String folded(List<String> values) {
    String merged = values.get(0);
    for (String value : values.subList(1, values.size())) {
      merged = sampled(merged, value);
    }
    return merged;
  }

  private String sampled(String one, String other) {
    String answer = answer(one, other);
    String swapped = answer(other, one);
    if (!answer.equals(answer(one, other))) {
      throw broken(Law.DETERMINISTIC, "");
    }
    if (!answer.equals(swapped)) {
      throw broken(Law.COMMUTATIVE, "");
    }
    return answer;
  }

  private String answer(String oneText, String otherText) {
    String answer;
    boolean changed;
    try {
      V one = type.read(oneText);
      V other = type.read(otherText);
      V merged = function.merge(one, other);
      if (merged == null) {
        throw broken(Law.TOTAL, "; it answered null");
      }
      answer = type.print(merged);
      if (!answer.equals(type.print(type.read(answer)))) {
        throw broken(Law.TYPED, "; its answer is read as another value");
      }
      changed = !oneText.equals(type.print(one)) || !otherText.equals(type.print(other));
    } catch (UnsoundFunctionException e) {
      throw e;
    } catch (Exception | LinkageError | AssertionError | StackOverflowError e) {
      throw broken(Law.TOTAL, ", " + thrown(e));
    }
    if (changed) {
      throw broken(Law.LEAVES_VALUES, "");
    }
    return answer;
  }

  private UnsoundFunctionException broken(Law law, String where) {
    return new UnsoundFunctionException(name, column, law, where);
  }

  /** By its class and where the function was: its message may hold a value. */
  private String thrown(Throwable thrown) {
    String within = function.getClass().getName();
    for (StackTraceElement frame : thrown.getStackTrace()) {
      if (frame.getClassName().startsWith(within)) {
        return "but threw " + thrown.getClass().getName() + " at " + frame;
      }
    }
    return "but threw " + thrown.getClass().getName();
  }
}
