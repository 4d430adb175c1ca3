package org.anabranch.converters.json;

import com.github.luben.zstd.Zstd;
import java.util.Arrays;

/**
 * A dictionary in zstd's own format (RFC 8878, section 5): a magic number, an id, tables, and
 * pieces of the records that it was trained on, in clear. It has to be kept as those records are.
 */
public final class TrainedDictionary {

  /** The highest id, which the format writes with four bytes. */
  public static final long ID_MAX = 0xFFFF_FFFFL;

  private static final int ID_OFFSET = 4;
  private static final int ID_BYTES = 4;

  private final byte[] bytes;
  private final long id;

  private TrainedDictionary(byte[] bytes, long id) {
    this.bytes = bytes;
    this.id = id;
  }

  /**
   * The dictionary that a file holds.
   *
   * @throws IllegalArgumentException where these bytes are none
   */
  public static TrainedDictionary of(byte[] bytes) {
    long id = Zstd.getDictIdFromDict(bytes);
    if (id == 0) {
      throw new IllegalArgumentException(
          "it is no trained dictionary of zstd, which begins with the bytes 37 a4 30 ec and an id"
              + " that is not 0");
    }
    return new TrainedDictionary(bytes.clone(), id);
  }

  /**
   * The same dictionary by another id.
   *
   * @param newId from 1 to {@link #ID_MAX}; ids below 256 make the shortest frames
   */
  public TrainedDictionary withId(long newId) {
    if (newId < 1 || newId > ID_MAX) {
      throw new IllegalArgumentException("A dictionary's id is from 1 to " + ID_MAX);
    }
    byte[] renamed = bytes.clone();
    for (int i = 0; i < ID_BYTES; i++) {
      renamed[ID_OFFSET + i] = (byte) (newId >>> (8 * i));
    }
    return new TrainedDictionary(renamed, newId);
  }

  public long id() {
    return id;
  }

  /** All of it, as a file holds it. */
  public byte[] bytes() {
    return bytes.clone();
  }

  public int length() {
    return bytes.length;
  }

  /** Whether it is the same one, and not another one of the same id. */
  boolean sameAs(TrainedDictionary other) {
    return Arrays.equals(bytes, other.bytes);
  }

  @Override
  public String toString() {
    return "dictionary " + id + " of " + bytes.length + " bytes";
  }
}
