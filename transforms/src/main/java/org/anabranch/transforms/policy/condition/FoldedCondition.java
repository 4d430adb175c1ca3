package org.anabranch.transforms.policy.condition;

import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.CelSource;
import dev.cel.common.ast.CelExpr;
import dev.cel.common.ast.CelExpr.ExprKind.Kind;
import dev.cel.runtime.CelEvaluationException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.anabranch.transforms.policy.document.Passage;
import org.anabranch.transforms.policy.document.PolicyDocument.ConsentSource;
import org.jspecify.annotations.Nullable;

/** What is left of a condition between two regions. */
public final class FoldedCondition {

  /** Begins names that no variable of a condition's own can have. */
  private static final String SLOT = "@";

  private final Passage when;
  private final CelSource source;
  private final CelExpr expression;
  private final Map<String, Map<String, Object>> regions;

  FoldedCondition(
      Passage when,
      CelSource source,
      CelExpr expression,
      Map<String, Map<String, Object>> regions) {
    this.when = when;
    this.source = source;
    this.expression = expression;
    this.regions = regions;
  }

  Map<String, Map<String, Object>> regions() {
    return regions;
  }

  /** Whether it is true of every row. */
  public boolean always() {
    return Boolean.TRUE.equals(Expressions.truth(expression));
  }

  /** Whether it is true of no row. */
  public boolean never() {
    return Boolean.FALSE.equals(Expressions.truth(expression));
  }

  Condition compile(Readings readings) throws UnanswerableException {
    Slots slots = new Slots(readings);
    CelExpr slotted = slots.replace(expression);
    TruthCompiler compiler = new TruthCompiler(when, source, slots.readings);
    return new Condition(
        compiler.compile(slotted), compiler.interpreted(slotted), slots.reads, slots.wholeRow);
  }

  /**
   * Replaces what an expression reads by variables of its own, one for each field, so that a row is
   * asked for the fields that are read and for no others.
   */
  private final class Slots {
    private final Readings of;
    private final Map<Object, String> names = new LinkedHashMap<>();
    private final Map<String, Reading> readings = new LinkedHashMap<>();
    private final List<FieldRead> reads = new ArrayList<>();
    private boolean wholeRow;

    Slots(Readings of) {
      this.of = of;
    }

    CelExpr replace(CelExpr expr) {
      Access access = Access.of(expr, ConditionLanguage.VARIABLES);
      if (access != null) {
        note(access, expr);
        return slot(expr, access, of.of(access));
      }
      if (Expressions.isCallOf(expr, ConditionLanguage.CONSENTED)) {
        return consent(expr);
      }
      if (expr.getKind() == Kind.IDENT
          && ConditionLanguage.VARIABLES.contains(expr.ident().name())) {
        String variable = expr.ident().name();
        wholeRow |= variable.equals("row");
        return slot(expr, variable, of.of(variable));
      }
      Object moment = Expressions.isMoment(expr) ? evaluated(expr) : null;
      return moment != null
          ? slot(expr, expr, Readings.constant(moment))
          : Expressions.mapParts(expr, this::replace);
    }

    private CelExpr consent(CelExpr expr) {
      String purpose = String.valueOf(Expressions.text(expr.call().args().get(0)));
      ConsentSource consent = of.source(purpose);
      if (consent != null) {
        String column =
            consent instanceof ConsentSource.Column in
                ? in.column().text()
                : ((ConsentSource.Topic) consent).subject().text();
        note(new Access("row", column, false), expr);
      }
      return slot(expr, List.of(purpose), of.consent(purpose));
    }

    /** Null where there is no such moment: each row will be told so. */
    private @Nullable Object evaluated(CelExpr literal) {
      try {
        return CheckedCondition.RUNTIME
            .createProgram(CelAbstractSyntaxTree.newParsedAst(literal, source))
            .eval();
      } catch (CelEvaluationException e) {
        return null;
      }
    }

    private void note(Access access, CelExpr expr) {
      int offset = source.getPositionsMap().getOrDefault(expr.id(), 0);
      reads.add(
          new FieldRead(access.variable(), access.member(), access.test(), when.position(offset)));
    }

    private CelExpr slot(CelExpr expr, Object what, Reading reading) {
      String name = names.computeIfAbsent(what, any -> SLOT + names.size());
      readings.putIfAbsent(name, reading);
      return CelExpr.ofIdent(expr.id(), name);
    }
  }
}
