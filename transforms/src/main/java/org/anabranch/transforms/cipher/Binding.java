package org.anabranch.transforms.cipher;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What a ciphertext is bound to: moved elsewhere it does not decrypt.
 *
 * @param table the origin's table, {@code schema.table}
 * @param path the field's concrete path in the row, elements of lists as {@code [*]}
 * @param key the canonical bytes of the row's primary key; null where it is not bound to the row
 */
@SuppressWarnings("ArrayRecordComponent") // Compared by content, and never altered.
public record Binding(String table, String path, byte @Nullable [] key) {

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Binding that
        && table.equals(that.table)
        && path.equals(that.path)
        && Arrays.equals(key, that.key);
  }

  @Override
  public int hashCode() {
    return 31 * (31 * table.hashCode() + path.hashCode()) + Arrays.hashCode(key);
  }

  /** Table and path. */
  @Override
  public String toString() {
    return table + " " + path;
  }
}
