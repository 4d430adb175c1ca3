package org.anabranch.transforms.policy.condition;

import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.ast.CelExpr;
import dev.cel.runtime.CelRuntime;
import dev.cel.runtime.CelRuntimeFactory;
import java.util.Map;
import org.anabranch.transforms.policy.document.Passage;
import org.anabranch.transforms.policy.document.PolicyDocument;
import org.anabranch.transforms.policy.document.PolicyDocument.Region;

/** A rule's condition, found to be sound; not yet for any direction. */
public final class CheckedCondition {

  /** Planned programs need a tenth of the memory that interpreted ones do. */
  static final CelRuntime RUNTIME =
      CelRuntimeFactory.plannerRuntimeBuilder().setOptions(ConditionLanguage.OPTIONS).build();

  private final Passage when;
  private final CelAbstractSyntaxTree tree;
  private final RegionFolding folding;

  CheckedCondition(Passage when, CelAbstractSyntaxTree tree) {
    this.when = when;
    this.tree = tree;
    this.folding = new RegionFolding(tree.getSource(), when, RUNTIME);
  }

  /** What it says, however it is spaced. */
  public String text() {
    return when.text().strip().replaceAll("\\s+", " ");
  }

  /**
   * What is left of it between two regions.
   *
   * @throws UnanswerableException where it has no answer for these regions
   */
  public FoldedCondition between(Region origin, Region destination) throws UnanswerableException {
    Map<String, Map<String, Object>> regions =
        Map.of("origin", origin.attributes(), "destination", destination.attributes());
    CelExpr folded = folding.fold(tree.getExpr(), regions);
    return new FoldedCondition(when, tree.getSource(), folded, regions);
  }

  /**
   * The condition between two regions, ready to be asked.
   *
   * @throws UnanswerableException where it has no answer for these regions
   */
  public Condition compile(
      PolicyDocument policy, Region origin, Region destination, Consents consents)
      throws UnanswerableException {
    FoldedCondition folded = between(origin, destination);
    return folded.compile(new Readings(folded.regions(), policy.consents(), consents));
  }
}
