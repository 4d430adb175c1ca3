package org.anabranch.transforms.policy.condition;

import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.ast.CelExpr;
import dev.cel.common.ast.CelExpr.CelComprehension;
import dev.cel.common.ast.CelExpr.ExprKind.Kind;
import java.util.List;
import java.util.Set;
import org.anabranch.transforms.policy.document.Passage;
import org.anabranch.transforms.policy.document.PolicyDocument;
import org.anabranch.transforms.policy.document.PolicyDocument.ConsentSource;
import org.anabranch.transforms.policy.document.PolicyDocument.DeclaredTable;
import org.anabranch.transforms.policy.document.Problems;
import org.anabranch.transforms.policy.document.Selection;

/** Checks the names in a condition that only the policy knows: of regions and of purposes. */
final class NameCheck {

  private static final Set<String> REGIONS = Set.of("origin", "destination");
  private static final Set<String> EQUALITIES = Set.of("_==_", "_!=_");

  private final PolicyDocument policy;
  private final Problems problems;
  private final Passage when;
  private final CelAbstractSyntaxTree tree;
  private final Selection selection;
  private boolean sound = true;

  NameCheck(
      PolicyDocument policy,
      Problems problems,
      Passage when,
      CelAbstractSyntaxTree tree,
      Selection selection) {
    this.policy = policy;
    this.problems = problems;
    this.when = when;
    this.tree = tree;
    this.selection = selection;
  }

  /** Whether all names are known; reports those that are not. */
  boolean check() {
    Expressions.visit(tree.getExpr(), this::check);
    return sound;
  }

  private void check(CelExpr expr) {
    if (expr.getKind() == Kind.COMPREHENSION) {
      checkBound(expr);
    } else if (Expressions.isCallOf(expr, ConditionLanguage.CONSENTED)) {
      checkPurpose(expr);
    } else if (expr.getKind() == Kind.CALL) {
      checkRegions(expr);
    }
  }

  private void checkBound(CelExpr expr) {
    CelComprehension of = expr.comprehension();
    for (String bound : List.of(of.iterVar(), of.iterVar2())) {
      if (ConditionLanguage.VARIABLES.contains(bound)) {
        wrong(expr, "'" + bound + "' is a variable of conditions. Name this one otherwise");
      }
    }
  }

  private void checkPurpose(CelExpr expr) {
    String purpose =
        expr.call().args().size() == 1 ? Expressions.text(expr.call().args().get(0)) : null;
    if (purpose == null) {
      wrong(expr, "consented asks for a purpose by its name, as in consented('marketing')");
      return;
    }
    ConsentSource source = policy.consents().get(purpose);
    if (source == null) {
      wrong(
          expr,
          "There is no consent '%s'. Declare it under consents: there are %s"
              .formatted(purpose, policy.consents().keySet()));
      return;
    }
    String column =
        source instanceof ConsentSource.Column of
            ? of.column().text()
            : ((ConsentSource.Topic) source).subject().text();
    for (DeclaredTable table : policy.tables().values()) {
      if (selection.selectsTable(table.name().text()) && !table.columns().containsKey(column)) {
        wrong(
            expr,
            "The consent '%s' is told by the column '%s', which %s has not"
                .formatted(purpose, column, table.name()));
      }
    }
  }

  private void checkRegions(CelExpr expr) {
    List<CelExpr> args = expr.call().args();
    if (args.size() != 2) {
      return;
    }
    CelExpr left = args.get(0);
    CelExpr right = args.get(1);
    if (EQUALITIES.contains(expr.call().function())) {
      if (isRegionName(left)) {
        checkRegion(right);
      } else if (isRegionName(right)) {
        checkRegion(left);
      }
    } else if (expr.call().function().equals("@in")
        && isRegionName(left)
        && right.getKind() == Kind.LIST) {
      right.list().elements().forEach(this::checkRegion);
    }
  }

  private static boolean isRegionName(CelExpr expr) {
    Access access = Access.of(expr, REGIONS);
    return access != null && access.member().equals("name") && !access.test();
  }

  private void checkRegion(CelExpr expr) {
    String name = Expressions.text(expr);
    if (name != null && !policy.regions().containsKey(name)) {
      wrong(
          expr, "There is no region '%s'. There are %s".formatted(name, policy.regions().keySet()));
    }
  }

  private void wrong(CelExpr expr, String message) {
    sound = false;
    int offset = tree.getSource().getPositionsMap().getOrDefault(expr.id(), 0);
    problems.add(when.position(offset), message);
  }
}
