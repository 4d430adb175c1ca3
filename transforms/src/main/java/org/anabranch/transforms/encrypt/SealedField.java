package org.anabranch.transforms.encrypt;

import java.util.Arrays;
import java.util.Objects;
import org.anabranch.records.path.FieldSlot;
import org.jspecify.annotations.Nullable;

/**
 * A field's value and what it became. Tells neither in a text.
 *
 * @param place its concrete path
 * @param subject whose it is; null where it is nobody's
 * @param sealed null where its subject is forgotten
 * @param index null where it has none
 */
record SealedField(
    FieldSlot slot,
    String place,
    @Nullable Object value,
    @Nullable String subject,
    @Nullable Object sealed,
    @Nullable String index) {

  /** Whether the value is that of the same field of the same row, and of the same type. */
  boolean isOf(FieldSlot otherSlot, String otherPlace, Object other, @Nullable String whose) {
    return value != null
        && place.equals(otherPlace)
        && Objects.equals(slot.schema(), otherSlot.schema())
        && Objects.equals(subject, whose)
        && equal(value, other);
  }

  /** Whether it was a ciphertext already, of which nobody knows here what is in it. */
  boolean kept() {
    return value == null && sealed != null;
  }

  private static boolean equal(Object one, Object other) {
    return one instanceof byte[] bytes
        ? other instanceof byte[] others && Arrays.equals(bytes, others)
        : one.equals(other);
  }

  /** Its path. */
  @Override
  public String toString() {
    return "sealed " + place;
  }
}
