package org.anabranch.transforms.policy.condition;

import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.CelSource;
import dev.cel.common.ast.CelConstant;
import dev.cel.common.ast.CelExpr;
import dev.cel.common.ast.CelExpr.ExprKind.Kind;
import dev.cel.runtime.CelEvaluationException;
import dev.cel.runtime.CelRuntime;
import dev.cel.runtime.Program;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.anabranch.transforms.policy.document.Passage;
import org.jspecify.annotations.Nullable;

/**
 * Computes the parts of a condition that depend on nothing but origin and destination (partial
 * evaluation by constant propagation): every such part that is a truth, a text or a number becomes
 * a literal, and what a literal decides of {@code &&}, {@code ||}, {@code !} and {@code ?:} goes.
 */
final class RegionFolding {

  private static final Set<String> REGIONS = Set.of("origin", "destination");

  private final CelSource source;
  private final Passage when;
  private final CelRuntime runtime;
  private final Map<CelExpr, Program> programs = new HashMap<>();

  RegionFolding(CelSource source, Passage when, CelRuntime runtime) {
    this.source = source;
    this.when = when;
    this.runtime = runtime;
  }

  /**
   * What is left of an expression in a direction.
   *
   * @param regions the attributes of origin and destination
   * @throws UnanswerableException where a part has no answer for these regions
   */
  CelExpr fold(CelExpr expr, Map<String, Map<String, Object>> regions)
      throws UnanswerableException {
    CelConstant known = isOfRegions(expr) ? evaluate(expr, regions) : null;
    return known != null
        ? CelExpr.ofConstant(expr.id(), known)
        : simplified(foldParts(expr, regions));
  }

  private CelExpr foldParts(CelExpr expr, Map<String, Map<String, Object>> regions)
      throws UnanswerableException {
    UnanswerableException[] failed = new UnanswerableException[1];
    CelExpr folded =
        Expressions.mapParts(
            expr,
            part -> {
              try {
                return fold(part, regions);
              } catch (UnanswerableException e) {
                failed[0] = e;
                return part;
              }
            });
    if (failed[0] != null) {
      throw failed[0];
    }
    return folded;
  }

  private static boolean isOfRegions(CelExpr expr) {
    if (expr.getKind() == Kind.CONSTANT || expr.getKind() == Kind.IDENT) {
      return false;
    }
    boolean[] asks = new boolean[1];
    Expressions.visit(
        expr, part -> asks[0] |= Expressions.isCallOf(part, ConditionLanguage.CONSENTED));
    return !asks[0] && REGIONS.containsAll(Expressions.variables(expr));
  }

  private @Nullable CelConstant evaluate(CelExpr expr, Map<String, Map<String, Object>> regions)
      throws UnanswerableException {
    try {
      Program program = programs.get(expr);
      if (program == null) {
        program = runtime.createProgram(CelAbstractSyntaxTree.newParsedAst(expr, source));
        programs.put(expr, program);
      }
      return literal(program.eval(regions));
    } catch (CelEvaluationException e) {
      throw Answer.none(e, when);
    }
  }

  private static @Nullable CelConstant literal(Object value) {
    if (value instanceof Boolean truth) {
      return CelConstant.ofValue(truth);
    }
    if (value instanceof String text) {
      return CelConstant.ofValue(text);
    }
    if (value instanceof Long number) {
      return CelConstant.ofValue(number);
    }
    return value instanceof Double number ? CelConstant.ofValue(number) : null;
  }

  private static CelExpr simplified(CelExpr expr) {
    if (expr.getKind() != Kind.CALL) {
      return expr;
    }
    List<CelExpr> args = expr.call().args();
    return switch (expr.call().function()) {
      case "_&&_" -> junction(expr, args, false);
      case "_||_" -> junction(expr, args, true);
      case "!_" -> {
        Boolean truth = Expressions.truth(args.get(0));
        yield truth == null ? expr : Expressions.truth(expr.id(), !truth);
      }
      case "_?_:_" -> {
        Boolean truth = Expressions.truth(args.get(0));
        yield truth == null ? expr : args.get(truth ? 1 : 2);
      }
      default -> expr;
    };
  }

  /** With the truth that decides it alone, or without the one that does not matter. */
  private static CelExpr junction(CelExpr expr, List<CelExpr> args, boolean decisive) {
    Boolean left = Expressions.truth(args.get(0));
    Boolean right = Expressions.truth(args.get(1));
    if (left != null) {
      return left == decisive ? args.get(0) : args.get(1);
    }
    if (right != null) {
      return right == decisive ? args.get(1) : args.get(0);
    }
    return expr;
  }
}
