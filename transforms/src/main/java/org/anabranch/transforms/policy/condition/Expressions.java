package org.anabranch.transforms.policy.condition;

import com.google.common.collect.ImmutableList;
import dev.cel.common.ast.CelConstant;
import dev.cel.common.ast.CelExpr;
import dev.cel.common.ast.CelExpr.CelCall;
import dev.cel.common.ast.CelExpr.CelComprehension;
import dev.cel.common.ast.CelExpr.CelSelect;
import dev.cel.common.ast.CelExpr.ExprKind.Kind;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Walks through CEL's trees of expressions and copies them with other parts. */
final class Expressions {

  private Expressions() {}

  /** A copy whose direct parts are what {@code change} makes of them. */
  static CelExpr mapParts(CelExpr expr, UnaryOperator<CelExpr> change) {
    return switch (expr.getKind()) {
      case SELECT -> {
        CelSelect select = expr.select();
        yield CelExpr.ofSelect(
            expr.id(), change.apply(select.operand()), select.field(), select.testOnly());
      }
      case CALL -> {
        CelCall call = expr.call();
        Optional<CelExpr> target = call.target().map(change);
        yield CelExpr.ofCall(expr.id(), target, call.function(), mapAll(call.args(), change));
      }
      case LIST ->
          CelExpr.ofList(
              expr.id(), mapAll(expr.list().elements(), change), expr.list().optionalIndices());
      case MAP ->
          CelExpr.ofMap(
              expr.id(),
              expr.map().entries().stream()
                  .map(
                      entry ->
                          CelExpr.ofMapEntry(
                              entry.id(),
                              change.apply(entry.key()),
                              change.apply(entry.value()),
                              entry.optionalEntry()))
                  .collect(ImmutableList.toImmutableList()));
      case COMPREHENSION -> mapComprehension(expr.id(), expr.comprehension(), change);
      default -> expr;
    };
  }

  private static ImmutableList<CelExpr> mapAll(List<CelExpr> parts, UnaryOperator<CelExpr> change) {
    return parts.stream().map(change).collect(ImmutableList.toImmutableList());
  }

  private static CelExpr mapComprehension(
      long id, CelComprehension of, UnaryOperator<CelExpr> change) {
    return CelExpr.ofComprehension(
        id,
        of.iterVar(),
        of.iterVar2(),
        change.apply(of.iterRange()),
        of.accuVar(),
        change.apply(of.accuInit()),
        change.apply(of.loopCondition()),
        change.apply(of.loopStep()),
        change.apply(of.result()));
  }

  /** The direct parts. */
  static List<CelExpr> parts(CelExpr expr) {
    List<CelExpr> parts = new ArrayList<>();
    mapParts(
        expr,
        part -> {
          parts.add(part);
          return part;
        });
    return parts;
  }

  /** Visits the expression and all its parts, the outer ones first. */
  static void visit(CelExpr expr, Consumer<CelExpr> visitor) {
    visitor.accept(expr);
    parts(expr).forEach(part -> visit(part, visitor));
  }

  /** The variables that an expression does not bind itself. */
  static Set<String> variables(CelExpr expr) {
    if (expr.getKind() == Kind.IDENT) {
      return Set.of(expr.ident().name());
    }
    Set<String> variables = new HashSet<>();
    parts(expr).forEach(part -> variables.addAll(variables(part)));
    if (expr.getKind() == Kind.COMPREHENSION) {
      CelComprehension of = expr.comprehension();
      variables.remove(of.iterVar());
      variables.remove(of.iterVar2());
      variables.remove(of.accuVar());
      variables.addAll(variables(of.iterRange()));
    }
    return variables;
  }

  static boolean isVariable(CelExpr expr) {
    return expr.getKind() == Kind.IDENT;
  }

  static boolean isCallOf(CelExpr expr, String function) {
    return expr.getKind() == Kind.CALL && expr.call().function().equals(function);
  }

  /** Whether it is a moment or a length of time as conditions write them down. */
  static boolean isMoment(CelExpr expr) {
    return (isCallOf(expr, "timestamp") || isCallOf(expr, "duration"))
        && expr.call().args().size() == 1
        && expr.call().args().get(0).getKind() == Kind.CONSTANT;
  }

  /** The text that a literal is; null for all others. */
  static @Nullable String text(CelExpr expr) {
    boolean isText =
        expr.getKind() == Kind.CONSTANT
            && expr.constant().getKind() == CelConstant.Kind.STRING_VALUE;
    return isText ? expr.constant().stringValue() : null;
  }

  /** The truth that a literal is; null for all others. */
  static @Nullable Boolean truth(CelExpr expr) {
    boolean isTruth =
        expr.getKind() == Kind.CONSTANT
            && expr.constant().getKind() == CelConstant.Kind.BOOLEAN_VALUE;
    return isTruth ? Boolean.valueOf(expr.constant().booleanValue()) : null;
  }

  static CelExpr truth(long id, boolean value) {
    return CelExpr.ofConstant(id, CelConstant.ofValue(value));
  }
}
