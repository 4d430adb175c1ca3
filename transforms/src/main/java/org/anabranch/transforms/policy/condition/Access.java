package org.anabranch.transforms.policy.condition;

import dev.cel.common.ast.CelExpr;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A member that an expression reads of one of a condition's variables, as in {@code row.country} or
 * {@code headers['x']}.
 *
 * @param test whether it only asks if the member is there
 */
record Access(String variable, String member, boolean test) {

  private static final String INDEX = "_[_]";

  /** What an expression accesses; null where it accesses nothing of these variables. */
  static @Nullable Access of(CelExpr expr, Set<String> variables) {
    if (expr.getKind() == CelExpr.ExprKind.Kind.SELECT) {
      CelExpr of = expr.select().operand();
      return isOneOf(of, variables)
          ? new Access(of.ident().name(), expr.select().field(), expr.select().testOnly())
          : null;
    }
    if (Expressions.isCallOf(expr, INDEX) && expr.call().args().size() == 2) {
      CelExpr of = expr.call().args().get(0);
      String member = Expressions.text(expr.call().args().get(1));
      return member != null && isOneOf(of, variables)
          ? new Access(of.ident().name(), member, false)
          : null;
    }
    return null;
  }

  private static boolean isOneOf(CelExpr expr, Set<String> variables) {
    return Expressions.isVariable(expr) && variables.contains(expr.ident().name());
  }
}
