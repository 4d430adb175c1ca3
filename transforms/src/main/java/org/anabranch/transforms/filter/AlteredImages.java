package org.anabranch.transforms.filter;

import org.anabranch.transforms.encrypt.RowImages;
import org.anabranch.transforms.rows.RowImage;
import org.jspecify.annotations.Nullable;

/**
 * Both images of a change as they go.
 *
 * @param before null where there is none
 * @param after null where there is none
 */
record AlteredImages(@Nullable AlteredImage before, @Nullable AlteredImage after) {

  /** Of the row as it is, or as it was where it is deleted. */
  @Nullable AlteredImage told() {
    return after == null ? before : after;
  }

  /** Whether nothing is altered. */
  boolean whole() {
    return isWhole(before) && isWhole(after);
  }

  private static boolean isWhole(@Nullable AlteredImage image) {
    return image == null || (image.dropped().isEmpty() && image.altered().isEmpty());
  }

  RowImages rows() {
    return new RowImages(row(before), row(after));
  }

  private static RowImage row(@Nullable AlteredImage image) {
    return image == null ? RowImage.NONE : new RowImage(image.row(), image.schema());
  }

  /** With other rows, of which the same columns are altered. */
  AlteredImages with(RowImages rows) {
    return new AlteredImages(with(before, rows.before()), with(after, rows.after()));
  }

  private static @Nullable AlteredImage with(@Nullable AlteredImage image, RowImage row) {
    return image == null || row.row() == null
        ? image
        : new AlteredImage(row.row(), row.schema(), image.dropped(), image.altered());
  }
}
