package org.anabranch.transforms.policy.document;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** The types that columns of declared tables can have, as conditions see their values. */
public enum ColumnType {
  STRING,
  INT,
  DOUBLE,
  BOOL,
  BYTES,
  TIMESTAMP,
  DURATION,
  /** A struct or a map with text keys. */
  MAP,
  LIST,
  /** Not checked. */
  ANY;

  static final String NAMES =
      Arrays.stream(values()).map(ColumnType::text).collect(Collectors.joining(", "));

  static Optional<ColumnType> of(String text) {
    return Arrays.stream(values()).filter(type -> type.text().equals(text)).findFirst();
  }

  private String text() {
    return name().toLowerCase(Locale.ROOT);
  }
}
