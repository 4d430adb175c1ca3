package org.anabranch.transforms.filter;

import java.util.Objects;
import org.anabranch.transforms.rows.RowImage;
import org.anabranch.transforms.rows.ValueShape;
import org.apache.kafka.connect.data.Schema;
import org.jspecify.annotations.Nullable;

/**
 * A record's value with its images as they go.
 *
 * @param schema null where it has none
 */
record AlteredValue(Object value, @Nullable Schema schema) {

  /**
   * Of a value with these rows; whatever else it holds but the statement is as it was.
   *
   * @param before null where there is none
   * @param after null where there is none
   */
  static AlteredValue of(
      ValueShape shape,
      @Nullable AlteredImage before,
      @Nullable AlteredImage after,
      ImageAlterations images) {
    if (shape instanceof ValueShape.Envelope envelope) {
      RowImage made = images.envelopes().of(envelope, image(before), image(after));
      return new AlteredValue(Objects.requireNonNull(made.row()), made.schema());
    }
    AlteredImage row = after == null ? before : after;
    if (row == null) {
      throw new IllegalArgumentException("A value without rows cannot be altered");
    }
    return new AlteredValue(row.row(), row.schema());
  }

  private static RowImage image(@Nullable AlteredImage image) {
    return image == null ? RowImage.NONE : new RowImage(image.row(), image.schema());
  }

  /** Without the value. */
  @Override
  public String toString() {
    return "altered value";
  }
}
