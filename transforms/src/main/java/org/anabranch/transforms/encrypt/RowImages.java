package org.anabranch.transforms.encrypt;

import java.util.Map;
import org.anabranch.transforms.rows.EnvelopeCopies;
import org.anabranch.transforms.rows.RowImage;
import org.anabranch.transforms.rows.ValueShape;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.errors.DataException;
import org.jspecify.annotations.Nullable;

/** A record's rows: both images of an envelope, or one row as the image after its change. */
public record RowImages(RowImage before, RowImage after) {

  private static final char DELETE = 'd';

  /**
   * Of a part that has rows.
   *
   * @param schema the part's; null where it has none
   * @throws DataException where an image is no row, or where an envelope of a row that was written
   *     has none as it is now: it may tell what was written elsewhere
   */
  static RowImages of(ValueShape shape, @Nullable Schema schema) {
    if (shape instanceof ValueShape.Envelope envelope) {
      if (envelope.after() == null && envelope.op() != DELETE) {
        throw new DataException(
            "it is the envelope of a row that was written, without the row as it is now, so there"
                + " is no telling what else in it holds values, such as the updateDescription of"
                + " Debezium's connector for MongoDB");
      }
      return new RowImages(
          image(envelope.value(), "before", envelope.before()),
          image(envelope.value(), "after", envelope.after()));
    }
    return shape instanceof ValueShape.Row row
        ? new RowImages(RowImage.NONE, checked(row.row(), schema))
        : new RowImages(RowImage.NONE, RowImage.NONE);
  }

  private static RowImage image(Object envelope, String name, @Nullable Object row) {
    if (row != null) {
      return checked(row, null);
    }
    Field field = envelope instanceof Struct struct ? struct.schema().field(name) : null;
    return field != null && field.schema().type() == Schema.Type.STRUCT
        ? new RowImage(null, field.schema())
        : RowImage.NONE;
  }

  private static RowImage checked(Object row, @Nullable Schema schema) {
    if (row instanceof Struct struct) {
      return new RowImage(struct, struct.schema());
    }
    if (row instanceof Map<?, ?>) {
      return new RowImage(row, schema);
    }
    throw new DataException(
        "its row comes as " + row.getClass().getSimpleName() + ", in which no fields can be found");
  }

  /** The part with these rows. */
  RowImage in(ValueShape shape, EnvelopeCopies envelopes) {
    return shape instanceof ValueShape.Envelope envelope
        ? envelopes.of(envelope, before, after)
        : after;
  }
}
