package org.anabranch.transforms.policy.condition;

import dev.cel.runtime.CelEvaluationException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.anabranch.transforms.policy.document.Passage;
import org.anabranch.transforms.policy.document.Position;
import org.jspecify.annotations.Nullable;

/** Why there is none. CEL's own messages quote values, so nothing of them is repeated. */
final class Answer {

  private static final Pattern PLACE = Pattern.compile("evaluation error at [^:]*:(\\d{1,9})");

  private Answer() {}

  static UnanswerableException none(CelEvaluationException error, Passage when) {
    return new UnanswerableException(position(error, when), why(error));
  }

  private static Position position(CelEvaluationException error, Passage when) {
    Matcher place = PLACE.matcher(String.valueOf(error.getMessage()));
    return when.position(place.find() ? Integer.parseInt(place.group(1)) : 0);
  }

  private static String why(CelEvaluationException error) {
    UnseenValueException unseen = unseen(error);
    if (unseen != null) {
      return String.valueOf(unseen.getMessage());
    }
    return switch (error.getErrorCode()) {
      case ATTRIBUTE_NOT_FOUND -> "a field, an attribute or a map's entry is not there";
      case INDEX_OUT_OF_BOUNDS -> "a list is shorter than that";
      case DIVIDE_BY_ZERO -> "something is divided by zero";
      case OVERLOAD_NOT_FOUND, AMBIGUOUS_OVERLOAD ->
          "values have types between which there is no such operation, or one is null. Ask"
              + " for null first, as in row.x != null && row.x > 1";
      case NUMERIC_OVERFLOW -> "a number is too large";
      case ITERATION_BUDGET_EXCEEDED -> "a list or a map has too many elements";
      case BAD_FORMAT, INVALID_ARGUMENT -> "a value has not the form that a function needs";
      default -> "a value has not the type that an operation needs";
    };
  }

  private static @Nullable UnseenValueException unseen(Throwable error) {
    Throwable cause = error;
    while (cause != null) {
      if (cause instanceof UnseenValueException unseen) {
        return unseen;
      }
      cause = cause.getCause();
    }
    return null;
  }
}
