package org.anabranch.transforms.policy;

/**
 * Names a rule.
 *
 * @param number its place in {@link Policy#rules()}, from 0
 */
public record RuleName(int number, String name) {

  /** What ends the walk where no rule does. */
  public static final String OTHERWISE = "otherwise";

  @Override
  public String toString() {
    return name;
  }
}
