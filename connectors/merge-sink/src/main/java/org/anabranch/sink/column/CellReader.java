package org.anabranch.sink.column;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import org.anabranch.model.version.ChangeId;
import org.anabranch.model.version.Origin;
import org.anabranch.model.version.Stamp;
import org.anabranch.model.version.VersionVector;
import org.jspecify.annotations.Nullable;

/**
 * Reads what {@link CellWriter} wrote. Damage is an {@link IllegalArgumentException}. Not
 * thread-safe.
 */
final class CellReader {

  private static final int VARINT_BITS = 64;

  private final byte[] bytes;
  private final List<Origin> origins = new ArrayList<>();
  private final int format;
  private int at;

  /**
   * @param format the highest that is known; the first one is 1
   */
  CellReader(byte[] bytes, int format) {
    this.bytes = bytes;
    this.format = octet();
    if (this.format < 1 || this.format > format) {
      throw new IllegalArgumentException(
          "the columns of a version row have format "
              + bytes[0]
              + ", this plugin reads formats up to "
              + format
              + "; if it is a higher one, upgrade this plugin");
    }
    for (int left = count(); left > 0; left--) {
      origins.add(new Origin(text()));
    }
  }

  int format() {
    return format;
  }

  boolean ended() {
    return at == bytes.length;
  }

  private int octet() {
    if (at == bytes.length) {
      throw new IllegalArgumentException("the columns of a version row end early");
    }
    return bytes[at++];
  }

  String text() {
    int length = count();
    String text = new String(bytes, at, length, StandardCharsets.UTF_8);
    at += length;
    return text;
  }

  @Nullable String optionalText() {
    return flag() ? text() : null;
  }

  boolean flag() {
    return octet() != 0;
  }

  /** How many follow, each of which takes a byte at least. */
  int count() {
    long count = number();
    if (count < 0 || count > bytes.length - at) {
      throw new IllegalArgumentException("the columns of a version row end early");
    }
    return (int) count;
  }

  long number() {
    long value = 0;
    for (int shift = 0; shift < VARINT_BITS; shift += 7) {
      int octet = octet();
      value |= (long) (octet & 0x7f) << shift;
      if (octet >= 0) {
        return value;
      }
    }
    throw new IllegalArgumentException("a number in the columns of a version row does not end");
  }

  ChangeId change() {
    return new ChangeId(origin(), new Stamp(number()));
  }

  @Nullable ChangeId optionalChange() {
    return flag() ? change() : null;
  }

  Origin origin() {
    return origins.get(place(origins.size()));
  }

  /** A place in a list that was read before. */
  int place(int size) {
    long place = number();
    if (place < 0 || place >= size) {
      throw new IllegalArgumentException(
          "the columns of a version row name something that they do not have");
    }
    return (int) place;
  }

  VersionVector vector() {
    Map<Origin, Stamp> entries = new TreeMap<>();
    for (int left = count(); left > 0; left--) {
      entries.put(origin(), new Stamp(number()));
    }
    return VersionVector.of(entries);
  }

  <V> SortedMap<ChangeId, V> byChange(Function<ChangeId, V> read) {
    SortedMap<ChangeId, V> values = new TreeMap<>();
    for (int left = count(); left > 0; left--) {
      ChangeId id = change();
      values.put(id, read.apply(id));
    }
    return values;
  }
}
