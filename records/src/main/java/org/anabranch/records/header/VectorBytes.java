package org.anabranch.records.header;

import java.util.TreeMap;
import org.anabranch.model.version.Origin;
import org.anabranch.model.version.Stamp;
import org.anabranch.model.version.VersionVector;

/**
 * The binary form of a {@link VersionVector}, in headers and in version rows alike: format byte 1,
 * then per origin, by name, its name and its stamp.
 */
public final class VectorBytes {

  private static final int FORMAT = 1;
  private static final int ORIGIN = 1;
  private static final int STAMP = 2;

  private VectorBytes() {}

  public static byte[] write(VersionVector vector) {
    FieldWriter out = new FieldWriter();
    out.octet(FORMAT);
    vector.forEach(
        (origin, stamp) -> {
          out.text(ORIGIN, origin.name());
          out.number(STAMP, stamp.bits());
        });
    return out.toBytes();
  }

  /**
   * Reads what {@link #write} wrote.
   *
   * @throws IllegalArgumentException where the bytes are damaged or of a newer format
   */
  public static VersionVector read(byte[] bytes) {
    if (bytes.length == 0 || bytes[0] != FORMAT) {
      throw new IllegalArgumentException(
          "A version vector of an unknown format; upgrade this plugin");
    }
    TreeMap<Origin, Stamp> entries = new TreeMap<>();
    FieldReader in = new FieldReader(bytes, 1);
    while (in.next()) {
      Origin origin = new Origin(in.expect(ORIGIN).text());
      if (!in.next()) {
        throw new IllegalArgumentException("A version vector ends early");
      }
      entries.put(origin, new Stamp(in.expect(STAMP).number()));
    }
    return VersionVector.of(entries);
  }
}
