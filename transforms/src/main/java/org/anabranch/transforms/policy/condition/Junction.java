package org.anabranch.transforms.policy.condition;

/**
 * {@code &&} and {@code ||}: as CEL has it, the truth that decides alone does so even where the
 * other part has no answer.
 *
 * @param decisive false for {@code &&}, true for {@code ||}
 */
record Junction(Truth left, Truth right, boolean decisive) implements Truth {

  @Override
  public boolean of(Facts facts) throws UnanswerableException {
    boolean first;
    try {
      first = left.of(facts);
    } catch (UnanswerableException e) {
      if (right.of(facts) == decisive) {
        return decisive;
      }
      throw e;
    }
    return first == decisive ? decisive : right.of(facts);
  }
}
