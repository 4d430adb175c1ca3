package org.anabranch.sink.column;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.function.Consumer;
import org.anabranch.model.version.ChangeId;
import org.anabranch.model.version.Origin;
import org.anabranch.model.version.VersionVector;
import org.anabranch.records.bytes.ByteWriter;
import org.jspecify.annotations.Nullable;

/**
 * Writes what cells consist of. Origins are written once, in front of everything, and named by
 * their place among them. Not thread-safe.
 */
final class CellWriter {

  private static final int SIZE = 256;

  private final ByteWriter out = new ByteWriter(SIZE);
  private final List<Origin> origins = new ArrayList<>();

  void text(String text) {
    out.text(text);
  }

  void optionalText(@Nullable String text) {
    flag(text != null);
    if (text != null) {
      text(text);
    }
  }

  void flag(boolean flag) {
    out.octet(flag ? 1 : 0);
  }

  void count(int count) {
    out.varint(count);
  }

  void number(long number) {
    out.varint(number);
  }

  void change(ChangeId id) {
    origin(id.origin());
    out.varint(id.stamp().bits());
  }

  void optionalChange(@Nullable ChangeId id) {
    flag(id != null);
    if (id != null) {
      change(id);
    }
  }

  void origin(Origin origin) {
    int place = origins.indexOf(origin);
    if (place < 0) {
      place = origins.size();
      origins.add(origin);
    }
    out.varint(place);
  }

  void vector(VersionVector vector) {
    int[] size = {0};
    vector.forEach((origin, stamp) -> size[0]++);
    count(size[0]);
    vector.forEach(
        (origin, stamp) -> {
          origin(origin);
          out.varint(stamp.bits());
        });
  }

  <V> void byChange(SortedMap<ChangeId, V> values, Consumer<V> write) {
    count(values.size());
    for (Map.Entry<ChangeId, V> entry : values.entrySet()) {
      change(entry.getKey());
      write.accept(entry.getValue());
    }
  }

  /** All that was written, behind a format and the origins. */
  byte[] toBytes(int format) {
    ByteWriter all = new ByteWriter(out.size() + SIZE);
    all.octet(format);
    all.varint(origins.size());
    origins.forEach(origin -> all.text(origin.name()));
    all.bytes(out.toBytes());
    return all.toBytes();
  }
}
