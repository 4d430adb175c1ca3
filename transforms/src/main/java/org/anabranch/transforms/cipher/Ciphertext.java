package org.anabranch.transforms.cipher;

import java.security.GeneralSecurityException;
import org.anabranch.keys.DataKey;
import org.anabranch.keys.KeyId;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.errors.DataException;
import org.jspecify.annotations.Nullable;

/**
 * Values as ciphertexts of {@link Mode#AUTHENTICATED} and {@link Mode#DETERMINISTIC}, in the form
 * of docs/formats/ciphertexts.md.
 */
public final class Ciphertext {

  private static final Nonces NONCES = new RandomNonces();

  private Ciphertext() {}

  /** Whether bytes begin as a ciphertext of ours, of this format version or a later one. */
  public static boolean is(byte[] bytes) {
    return Head.is(bytes);
  }

  /**
   * The key that opens it.
   *
   * @throws DataException where it is no ciphertext or of a newer format
   */
  public static KeyId keyOf(byte[] ciphertext) {
    return Head.key(ciphertext);
  }

  /** The mode it was made in; throws as {@link #keyOf}. */
  public static Mode modeOf(byte[] ciphertext) {
    return Head.mode(ciphertext);
  }

  /** As {@link #seal(Mode, DataKey, Object, Schema, FieldPlace, byte[])}, for a single value. */
  public static byte[] seal(
      Mode mode, DataKey key, Object value, @Nullable Schema schema, Binding binding) {
    return seal(mode, key, value, schema, FieldPlace.of(binding), binding.key());
  }

  /**
   * Encrypts a value with its type.
   *
   * @param mode not {@link Mode#FORMAT_PRESERVING}
   * @param key of the mode's purpose
   * @param value anything that Connect's data can hold
   * @param schema its schema; null where it has none
   * @param place where it belongs
   * @param rowKey the canonical bytes of the row's primary key; null where it is not bound to the
   *     row
   * @throws DataException where it cannot be, telling no value
   * @throws org.anabranch.keys.WipedKeyException where the key was wiped meanwhile
   */
  public static byte[] seal(
      Mode mode,
      DataKey key,
      Object value,
      @Nullable Schema schema,
      FieldPlace place,
      byte @Nullable [] rowKey) {
    check(mode, key);
    byte[] plain = Plaintext.of(value, schema);
    return mode == Mode.DETERMINISTIC
        ? sealAlike(key, plain, place, rowKey)
        : seal(key, plain, place, rowKey, NONCES);
  }

  static byte[] seal(
      DataKey key, byte[] plain, FieldPlace place, byte @Nullable [] rowKey, Nonces nonces) {
    byte[] sealed = new byte[Head.BYTES + Nonces.BYTES + plain.length + AesGcm.TAG_BYTES];
    Head.write(sealed, Mode.AUTHENTICATED, key.id());
    nonces.next(sealed, Head.BYTES);
    byte[] associated = place.associatedData(sealed, rowKey);
    key.primitive(AesGcm::new).seal(plain, associated, sealed, Head.BYTES);
    return sealed;
  }

  private static byte[] sealAlike(
      DataKey key, byte[] plain, FieldPlace place, byte @Nullable [] rowKey) {
    byte[] head = new byte[Head.BYTES];
    Head.write(head, Mode.DETERMINISTIC, key.id());
    return key.primitive(AesSivKey::new).seal(plain, place.associatedData(head, rowKey), head);
  }

  /** As {@link #open(byte[], DataKey, FieldPlace, byte[])}, for a single value. */
  public static Unsealed open(byte[] ciphertext, DataKey key, Binding binding) {
    return open(ciphertext, key, FieldPlace.of(binding), binding.key());
  }

  /**
   * Decrypts.
   *
   * @param rowKey as it was given when it was encrypted
   * @throws DataException where it was made elsewhere, with another key, or altered
   * @throws org.anabranch.keys.WipedKeyException where the key was wiped meanwhile
   */
  public static Unsealed open(
      byte[] ciphertext, DataKey key, FieldPlace place, byte @Nullable [] rowKey) {
    Mode mode = Head.mode(ciphertext);
    KeyId id = Head.key(ciphertext);
    if (!id.equals(key.id()) || key.purpose() != mode.purpose()) {
      throw new DataException("Key " + id + " opens it, and it was given the " + key);
    }
    byte[] associated = place.associatedData(ciphertext, rowKey);
    try {
      return Plaintext.read(
          mode == Mode.DETERMINISTIC
              ? key.primitive(AesSivKey::new).open(ciphertext, Head.BYTES, associated)
              : key.primitive(AesGcm::new).open(ciphertext, Head.BYTES, associated));
    } catch (GeneralSecurityException e) {
      throw new DataException(
          "Key "
              + id
              + " does not open it: it was encrypted for another table or field, or for another"
              + " row (bind.key), or it was altered on the way");
    }
  }

  private static void check(Mode mode, DataKey key) {
    if (key.purpose() != mode.purpose()) {
      throw new IllegalArgumentException("The " + key + " is not for " + mode.text());
    }
  }
}
