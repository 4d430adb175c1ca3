package org.anabranch.records.header;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.anabranch.model.version.Origin;
import org.anabranch.model.version.VersionVector;
import org.anabranch.records.bytes.ByteWriter;

/**
 * The binary form of a {@link VersionVector}, in headers and in version rows alike: format byte 1,
 * then per origin, by name, its name and its stamp. docs/formats/headers.md has test vectors.
 */
public final class VectorBytes {

  static final Interned<Origin> ORIGINS = new Interned<>(Origin::new);

  private static final int FORMAT = 1;
  private static final int ORIGIN = 1;
  private static final int STAMP = 2;
  private static final int EXPECTED_SIZE = 64;
  private static final int EXPECTED_ORIGINS = 4;

  private VectorBytes() {}

  public static byte[] write(VersionVector vector) {
    ByteWriter out = new ByteWriter(EXPECTED_SIZE);
    write(out, vector);
    return out.toBytes();
  }

  static void write(ByteWriter out, VersionVector vector) {
    out.octet(FORMAT);
    vector.forEach(
        (origin, stamp) -> {
          out.varint(ORIGIN);
          out.text(origin.name());
          out.varint(STAMP);
          out.varint(ByteWriter.varintSize(stamp.bits()));
          out.varint(stamp.bits());
        });
  }

  /**
   * Reads a vector that stands alone.
   *
   * @throws IllegalArgumentException where the bytes are damaged or of a newer format
   */
  public static VersionVector read(byte[] bytes) {
    checkFormat(bytes.length == 0 ? -1 : bytes[0]);
    return entries(new FieldReader(bytes, 1, bytes.length));
  }

  static VersionVector read(FieldReader field) {
    checkFormat(field.firstOctet());
    return entries(field.nested(1));
  }

  private static void checkFormat(int format) {
    if (format != FORMAT) {
      throw new IllegalArgumentException(
          "a version vector has format "
              + format
              + ", this plugin reads format 1; if it is a higher one, upgrade this plugin");
    }
  }

  private static VersionVector entries(FieldReader in) {
    List<Origin> origins = new ArrayList<>(EXPECTED_ORIGINS);
    long[] stamps = new long[EXPECTED_ORIGINS];
    while (in.next()) {
      Origin origin = in.expect(ORIGIN).interned(ORIGINS);
      if (!in.next()) {
        throw new IllegalArgumentException("a version vector ends early");
      }
      if (origins.size() == stamps.length) {
        stamps = Arrays.copyOf(stamps, stamps.length * 2);
      }
      stamps[origins.size()] = in.expect(STAMP).number();
      origins.add(origin);
    }
    return VersionVector.ofSorted(origins, stamps);
  }
}
