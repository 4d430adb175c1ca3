package org.anabranch.transforms.policy.condition;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.CelSource;
import dev.cel.common.ast.CelConstant;
import dev.cel.common.ast.CelExpr;
import dev.cel.common.ast.CelExpr.ExprKind.Kind;
import dev.cel.runtime.CelEvaluationException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.anabranch.transforms.policy.document.Passage;
import org.jspecify.annotations.Nullable;

/** Makes truths of an expression whose variables are readings. */
final class TruthCompiler {

  private final Passage when;
  private final CelSource source;
  private final Map<String, Reading> readings;

  TruthCompiler(Passage when, CelSource source, Map<String, Reading> readings) {
    this.when = when;
    this.source = source;
    this.readings = Map.copyOf(readings);
  }

  /**
   * Compiles an expression.
   *
   * @throws UnanswerableException where CEL cannot
   */
  Truth compile(CelExpr expr) throws UnanswerableException {
    if (Expressions.isCallOf(expr, "_&&_") || Expressions.isCallOf(expr, "_||_")) {
      List<CelExpr> args = expr.call().args();
      return new Junction(
          compile(args.get(0)), compile(args.get(1)), Expressions.isCallOf(expr, "_||_"));
    }
    if (Expressions.isCallOf(expr, "!_")) {
      Truth of = compile(expr.call().args().get(0));
      return facts -> !of.of(facts);
    }
    Truth exact = interpreted(expr);
    Reading flag = reading(expr);
    if (flag != null) {
      return new Comparison(flag, new Comparison.OfTruth(), exact);
    }
    Truth compared = expr.getKind() == Kind.CALL ? compared(expr.call(), exact) : null;
    return compared == null ? exact : compared;
  }

  /** By CEL alone. */
  Truth interpreted(CelExpr expr) throws UnanswerableException {
    try {
      return new CelTruth(
          when,
          CheckedCondition.RUNTIME.createProgram(CelAbstractSyntaxTree.newParsedAst(expr, source)),
          readings);
    } catch (CelEvaluationException e) {
      throw Answer.none(e, when);
    }
  }

  private @Nullable Reading reading(CelExpr expr) {
    return expr.getKind() == Kind.IDENT ? readings.get(expr.ident().name()) : null;
  }

  /** Null where CEL has to be asked. */
  private @Nullable Truth compared(CelExpr.CelCall call, Truth exact) {
    List<CelExpr> args = call.args();
    if (call.target().isPresent() && args.size() == 1) {
      return made(reading(call.target().get()), texts(call.function(), args.get(0)), exact);
    }
    if (args.size() != 2) {
      return null;
    }
    Reading left = reading(args.get(0));
    if (call.function().equals("@in")) {
      return made(left, members(args.get(1)), exact);
    }
    Operator operator = Operator.of(call.function());
    if (operator == null) {
      return null;
    }
    Truth compared = made(left, test(operator, args.get(1)), exact);
    return compared != null
        ? compared
        : made(reading(args.get(1)), test(operator.flipped(), args.get(0)), exact);
  }

  private static @Nullable Truth made(
      @Nullable Reading reading, Comparison.@Nullable Test test, Truth exact) {
    return reading == null || test == null ? null : new Comparison(reading, test, exact);
  }

  private static Comparison.@Nullable Test texts(String function, CelExpr argument) {
    String text = Expressions.text(argument);
    Predicate<String> test =
        text == null
            ? null
            : switch (function) {
              case "startsWith" -> value -> value.startsWith(text);
              case "endsWith" -> value -> value.endsWith(text);
              case "contains" -> value -> value.contains(text);
              case "matches" -> matches(text);
              default -> null;
            };
    return test == null ? null : new Comparison.OfText(test);
  }

  private static @Nullable Predicate<String> matches(String expression) {
    try {
      Pattern pattern = Pattern.compile(expression);
      return value -> pattern.matcher(value).find();
    } catch (PatternSyntaxException e) {
      return null;
    }
  }

  private static Comparison.@Nullable Test members(CelExpr list) {
    if (list.getKind() != Kind.LIST) {
      return null;
    }
    List<CelExpr> elements = list.list().elements();
    return elements.stream().anyMatch(element -> Expressions.text(element) == null)
        ? null
        : new Comparison.OneOf(
            elements.stream()
                .map(element -> Objects.requireNonNull(Expressions.text(element)))
                .collect(Collectors.toUnmodifiableSet()),
            false);
  }

  private Comparison.@Nullable Test test(Operator operator, CelExpr other) {
    if (other.getKind() == Kind.CONSTANT) {
      return test(operator, other.constant());
    }
    Reading reading = reading(other);
    Object constant = reading instanceof Readings.Constant of ? of.value() : null;
    if (constant instanceof Instant moment) {
      return new Comparison.OfTime<>(Instant.class, moment, operator::accepts);
    }
    return constant instanceof Duration length
        ? new Comparison.OfTime<>(Duration.class, length, operator::accepts)
        : null;
  }

  private static Comparison.@Nullable Test test(Operator operator, CelConstant literal) {
    return switch (literal.getKind()) {
      case STRING_VALUE ->
          operator.isEquality()
              ? new Comparison.OneOf(Set.of(literal.stringValue()), operator == Operator.NOT_EQUAL)
              : null;
      case NULL_VALUE ->
          operator.isEquality() ? new Comparison.IsNull(operator == Operator.NOT_EQUAL) : null;
      case INT64_VALUE -> {
        long limit = literal.int64Value();
        yield new Comparison.OfWhole(value -> operator.accepts(Long.compare(value, limit)));
      }
      case DOUBLE_VALUE -> {
        double limit = literal.doubleValue();
        yield new Comparison.OfFraction(value -> operator.accepts(value, limit));
      }
      default -> null;
    };
  }
}
