package org.anabranch.transforms.encrypt;

import java.util.ArrayList;
import java.util.List;
import org.anabranch.records.path.FieldSlot;
import org.jspecify.annotations.Nullable;

/**
 * The fields of a row as it was, to be found again in the row as it is. Each is found once, so that
 * values that are equal within one row do not look so. Not thread-safe.
 */
final class TwinFields {

  /** So that long lists of which nothing is equal are not compared each with each. */
  private static final int SEARCHED_MAX = 256;

  private final List<@Nullable SealedField> left;

  /** Of rows that changed little, the next one fits. */
  private int next;

  TwinFields(List<SealedField> fields) {
    left = new ArrayList<>(fields);
  }

  /** The field of that place with an equal value; null where there is none. */
  @Nullable SealedField of(FieldSlot slot, String place, Object value, @Nullable String subject) {
    int searched = Math.min(left.size(), SEARCHED_MAX);
    for (int i = 0; i < searched; i++) {
      int at = (next + i) % left.size();
      SealedField field = left.get(at);
      if (field != null && field.isOf(slot, place, value, subject)) {
        left.set(at, null);
        next = at + 1;
        return field;
      }
    }
    next++;
    return null;
  }
}
