package org.anabranch.transforms.cipher;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import org.anabranch.records.bytes.ByteWriter;
import org.jspecify.annotations.Nullable;

/**
 * A field of a table, with what its ciphertexts, indexes and digits are bound to made once: keep
 * one per field. Safe for several threads.
 */
public final class FieldPlace {

  private static final byte[] CIPHERTEXT = ascii("anabranch-ct-1");
  private static final byte[] DIGITS = ascii("anabranch-fp-1");
  private static final byte[] INDEX = ascii("anabranch-ix-1");

  private static final int TWEAK_BYTES = 16;
  private static final int LENGTH_BYTES_MAX = 5;

  private final byte[] names;
  private volatile byte @Nullable [] tweak;

  /** The last associated data without a row: they are the same until the key changes. */
  private volatile byte @Nullable [] unbound;

  private FieldPlace(byte[] names) {
    this.names = names;
  }

  /**
   * A place.
   *
   * @param table the origin's table, {@code schema.table}
   * @param path the field's concrete path in the row, elements of lists as {@code [*]}
   */
  public static FieldPlace of(String table, String path) {
    ByteWriter names = new ByteWriter(table.length() + path.length() + 2);
    names.text(table);
    names.text(path);
    return new FieldPlace(names.toBytes());
  }

  static FieldPlace of(Binding binding) {
    return of(binding.table(), binding.path());
  }

  /**
   * The associated data of a ciphertext.
   *
   * @param ciphertext of which the head is taken
   * @param rowKey null where it is not bound to the row
   */
  byte[] associatedData(byte[] ciphertext, byte @Nullable [] rowKey) {
    if (rowKey != null) {
      return associatedData(ciphertext, rowKey, LENGTH_BYTES_MAX + rowKey.length);
    }
    byte[] last = unbound;
    int from = CIPHERTEXT.length;
    if (last == null || !Arrays.equals(last, from, from + Head.BYTES, ciphertext, 0, Head.BYTES)) {
      last = associatedData(ciphertext, null, 0);
      unbound = last; // Never altered, so that it does not matter which thread's stays.
    }
    return last;
  }

  private byte[] associatedData(byte[] ciphertext, byte @Nullable [] rowKey, int rowBytes) {
    ByteWriter data = new ByteWriter(CIPHERTEXT.length + Head.BYTES + names.length + 1 + rowBytes);
    data.bytes(CIPHERTEXT);
    data.bytes(ciphertext, 0, Head.BYTES);
    data.bytes(names);
    if (rowKey == null) {
      data.octet(0);
    } else {
      data.octet(1);
      data.varint(rowKey.length);
      data.bytes(rowKey);
    }
    return data.toBytes();
  }

  /** The tweak of FF1. */
  byte[] tweak() {
    byte[] made = tweak;
    if (made == null) {
      made = Arrays.copyOf(sha256(DIGITS, names), TWEAK_BYTES);
      tweak = made; // Should another thread make it too, it makes the same.
    }
    return made;
  }

  /** A writer of what an index is the keyed hash of, up to where the value comes. */
  ByteWriter indexed() {
    ByteWriter indexed = new ByteWriter(INDEX.length + names.length + 64);
    indexed.bytes(INDEX);
    indexed.bytes(names);
    return indexed;
  }

  private static byte[] sha256(byte[] first, byte[] second) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      digest.update(first);
      return digest.digest(second);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("Every Java runtime has SHA-256", e);
    }
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
