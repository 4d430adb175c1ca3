package org.anabranch.transforms.cipher;

import java.util.Arrays;
import java.util.Base64;
import org.anabranch.keys.DataKey;
import org.anabranch.keys.KeyPurpose;
import org.anabranch.records.bytes.ByteWriter;
import org.anabranch.records.key.CanonicalKey;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.errors.DataException;
import org.jspecify.annotations.Nullable;

/**
 * A keyed hash of a value, by which equal values of one field of a table are found. Values are
 * equal as columns of a key are (docs/formats/keys.md), so integers in every width and decimals in
 * every scale. Points in time of Connect's own types count as integers, their milliseconds.
 */
public final class BlindIndex {

  /** Letters of an index. */
  public static final int LENGTH = 22;

  private static final int HASH_BYTES = 16;
  private static final Base64.Encoder TO_TEXT = Base64.getUrlEncoder().withoutPadding();

  private BlindIndex() {}

  /**
   * As {@link #of(DataKey, Object, FieldPlace)}, for a single value.
   *
   * @param schema not needed: equal values have equal indexes whatever describes them
   * @param binding its key of the row is not used, or no two rows would be equal
   */
  public static String of(DataKey key, Object value, @Nullable Schema schema, Binding binding) {
    return of(key, value, FieldPlace.of(binding));
  }

  /**
   * A text of 22 letters: HMAC-SHA-256, 16 bytes of it, base64url.
   *
   * @param key of {@link KeyPurpose#INDEX}
   * @throws DataException where the value is not a single one: a list, a map, a struct
   * @throws org.anabranch.keys.WipedKeyException where the key was wiped meanwhile
   */
  public static String of(DataKey key, Object value, FieldPlace place) {
    if (key.purpose() != KeyPurpose.INDEX) {
      throw new IllegalArgumentException("The " + key + " is not for indexes");
    }
    ByteWriter indexed = place.indexed();
    append(indexed, value);
    byte[] hash = key.primitive(HmacSha256::new).of(indexed.toBytes());
    return TO_TEXT.encodeToString(Arrays.copyOf(hash, HASH_BYTES));
  }

  private static void append(ByteWriter out, Object value) {
    try {
      CanonicalKey.append(out, value instanceof java.util.Date date ? Payload.millis(date) : value);
    } catch (IllegalArgumentException e) {
      throw new DataException(
          "An index is of a text, a number, a boolean, bytes or a time, and this is a "
              + value.getClass().getName()
              + ". Take its path out of 'indexes'");
    }
  }
}
