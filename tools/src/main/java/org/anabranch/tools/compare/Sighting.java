package org.anabranch.tools.compare;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What both sides had of a row: hashes of it, null where there was none, since when. */
record Sighting(@Nullable String left, @Nullable String right, long nanos) {

  boolean isSameAs(Sighting other) {
    return Objects.equals(left, other.left) && Objects.equals(right, other.right);
  }

  /** How the row differs; null where it does not, as far as the scope minds. */
  @Nullable Kind kind(Scope scope) {
    if (left == null && right != null) {
      return Kind.ONLY_RIGHT;
    }
    if (scope == Scope.MISSING_LEFT || Objects.equals(left, right)) {
      return null;
    }
    return right == null ? Kind.ONLY_LEFT : Kind.DIFFERS;
  }
}
