package org.anabranch.transforms.filter;

import java.util.Objects;
import org.anabranch.transforms.encrypt.RowImages;
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

  /** Of a value with these rows; whatever else it holds but the statement is as it was. */
  static AlteredValue of(ValueShape shape, AlteredImages made, ImageAlterations images) {
    if (shape instanceof ValueShape.Envelope envelope) {
      RowImages rows = made.rows();
      RowImage value = images.envelopes().of(envelope, rows.before(), rows.after());
      return new AlteredValue(Objects.requireNonNull(value.row()), value.schema());
    }
    AlteredImage row = made.told();
    if (row == null) {
      throw new IllegalArgumentException("A value without rows cannot be altered");
    }
    return new AlteredValue(row.row(), row.schema());
  }

  /** Without the value. */
  @Override
  public String toString() {
    return "altered value";
  }
}
