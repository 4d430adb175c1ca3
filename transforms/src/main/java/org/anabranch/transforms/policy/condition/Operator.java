package org.anabranch.transforms.policy.condition;

import org.jspecify.annotations.Nullable;

/** CEL's operators that compare two values. */
enum Operator {
  EQUAL,
  NOT_EQUAL,
  LESS,
  LESS_OR_EQUAL,
  GREATER,
  GREATER_OR_EQUAL;

  /** Of the function as CEL names it; null where it compares nothing. */
  static @Nullable Operator of(String function) {
    return switch (function) {
      case "_==_" -> EQUAL;
      case "_!=_" -> NOT_EQUAL;
      case "_<_" -> LESS;
      case "_<=_" -> LESS_OR_EQUAL;
      case "_>_" -> GREATER;
      case "_>=_" -> GREATER_OR_EQUAL;
      default -> null;
    };
  }

  boolean isEquality() {
    return this == EQUAL || this == NOT_EQUAL;
  }

  /** With its two sides the other way round. */
  Operator flipped() {
    return switch (this) {
      case EQUAL, NOT_EQUAL -> this;
      case LESS -> GREATER;
      case LESS_OR_EQUAL -> GREATER_OR_EQUAL;
      case GREATER -> LESS;
      case GREATER_OR_EQUAL -> LESS_OR_EQUAL;
    };
  }

  /** Whether it holds of values that compare so. */
  boolean accepts(int comparison) {
    return switch (this) {
      case EQUAL -> comparison == 0;
      case NOT_EQUAL -> comparison != 0;
      case LESS -> comparison < 0;
      case LESS_OR_EQUAL -> comparison <= 0;
      case GREATER -> comparison > 0;
      case GREATER_OR_EQUAL -> comparison >= 0;
    };
  }

  /** Whether it holds of two fractions, of which NaN compares with none. */
  boolean accepts(double left, double right) {
    return switch (this) {
      case EQUAL -> left == right;
      case NOT_EQUAL -> left != right;
      case LESS -> left < right;
      case LESS_OR_EQUAL -> left <= right;
      case GREATER -> left > right;
      case GREATER_OR_EQUAL -> left >= right;
    };
  }
}
