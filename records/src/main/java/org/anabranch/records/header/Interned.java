package org.anabranch.records.header;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Remembers what was made of the few names that come in nearly every record, so that reading them
 * again allocates nothing. Bounded: a name may push another one out. Thread-safe without a lock, as
 * entries are immutable and losing one costs only making it again.
 */
final class Interned<T> {

  private static final int SLOTS = 1024;

  private final @Nullable Entry<T>[] slots;
  private final Function<String, T> make;

  @SuppressWarnings({"unchecked", "rawtypes"})
  Interned(Function<String, T> make) {
    this.make = make;
    this.slots = (Entry<T>[]) new Entry[SLOTS];
  }

  T of(byte[] bytes, int start, int end) {
    int hash = 0;
    for (int i = start; i < end; i++) {
      hash = 31 * hash + bytes[i];
    }
    int slot = (hash ^ (hash >>> 16)) & (SLOTS - 1);
    Entry<T> entry = slots[slot];
    if (entry != null && Arrays.equals(entry.utf8, 0, entry.utf8.length, bytes, start, end)) {
      return entry.value;
    }
    T value = make.apply(new String(bytes, start, end - start, StandardCharsets.UTF_8));
    slots[slot] = new Entry<>(Arrays.copyOfRange(bytes, start, end), value);
    return value;
  }

  private static final class Entry<T> {
    private final byte[] utf8;
    private final T value;

    Entry(byte[] utf8, T value) {
      this.utf8 = utf8;
      this.value = value;
    }
  }
}
