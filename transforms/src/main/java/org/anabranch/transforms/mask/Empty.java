package org.anabranch.transforms.mask;

import org.jspecify.annotations.Nullable;

/** {@code null}: the field is there and holds nothing. */
final class Empty implements Mask {

  @Override
  public @Nullable String misfit(FieldType type) {
    return type.optional() ? null : "null is not allowed in a required field. Use redact";
  }

  @Override
  public @Nullable Object of(Object value, FieldType type) {
    return null;
  }
}
