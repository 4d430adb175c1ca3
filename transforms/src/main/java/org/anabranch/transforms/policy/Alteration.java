package org.anabranch.transforms.policy;

import org.anabranch.records.path.FieldPath;
import org.anabranch.transforms.mask.Mask;
import org.anabranch.transforms.policy.document.Position;

/** What a rule does to a field of the rows that it lets go. */
public sealed interface Alteration {

  /** Its place in {@link Policy#alterations()}, from 0. */
  int number();

  /** The rule that says so. */
  RuleName rule();

  /** Where the policy says so. */
  Position position();

  /** To which fields. */
  FieldPath path();

  /** The field is not in the row that goes. */
  record Removal(int number, RuleName rule, Position position, FieldPath path)
      implements Alteration {}

  /**
   * The field goes masked.
   *
   * @param text the mask's, for messages
   */
  record Masking(
      int number, RuleName rule, Position position, FieldPath path, Mask mask, String text)
      implements Alteration {}

  /** The field goes encrypted. */
  record Encryption(int number, RuleName rule, Position position, FieldPath path, KeyedMode how)
      implements Alteration {}
}
