package org.anabranch.transforms.mask;

import org.apache.kafka.connect.data.Schema;
import org.jspecify.annotations.Nullable;

/**
 * {@code partial(n)}: the last n characters stay, each other one becomes an asterisk. A text that
 * has no more than n is masked whole.
 */
record KeepLast(int characters) implements Mask {

  @Override
  public @Nullable String misfit(FieldType type) {
    return type.isPlain(Schema.Type.STRING)
        ? null
        : "partial masks texts, and this is " + type + ". Use truncate, redact or null";
  }

  @Override
  public Object of(Object value, FieldType type) {
    String text = (String) value;
    int length = text.codePointCount(0, text.length());
    return length <= characters
        ? "*".repeat(length)
        : "*".repeat(length - characters)
            + text.substring(text.offsetByCodePoints(0, length - characters));
  }
}
