package org.anabranch.transforms.mask;

import org.apache.kafka.connect.data.Schema;
import org.jspecify.annotations.Nullable;

/** {@code truncate(characters=n)}: no more than the first n characters, as of a postal code. */
record KeepFirst(int characters) implements Mask {

  @Override
  public @Nullable String misfit(FieldType type) {
    return type.isPlain(Schema.Type.STRING)
        ? null
        : "truncate(characters=…) shortens texts, and this is "
            + type
            + ". Use truncate(decimals=…) for numbers, truncate(day) and the like for dates";
  }

  @Override
  public Object of(Object value, FieldType type) {
    String text = (String) value;
    return text.codePointCount(0, text.length()) <= characters
        ? text
        : text.substring(0, text.offsetByCodePoints(0, characters));
  }
}
