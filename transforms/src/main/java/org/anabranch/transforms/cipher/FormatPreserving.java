package org.anabranch.transforms.cipher;

import java.util.Arrays;
import org.anabranch.keys.DataKey;
import org.anabranch.keys.KeyPurpose;
import org.apache.kafka.connect.errors.DataException;

/**
 * FF1 (NIST SP 800-38G) over the digits 0 to 9 of a text: what is no digit stays where it is.
 * Nothing in what comes out names its key, and nothing detects a forgery.
 *
 * @see KeyPurpose#FORMAT_PRESERVING
 */
public final class FormatPreserving {

  private FormatPreserving() {}

  /** As {@link #encrypt(DataKey, String, FieldPlace)}; the binding's key of the row is not used. */
  public static String encrypt(DataKey key, String text, Binding binding) {
    return encrypt(key, text, FieldPlace.of(binding));
  }

  /** As {@link #decrypt(DataKey, String, FieldPlace)}; the binding's key of the row is not used. */
  public static String decrypt(DataKey key, String text, Binding binding) {
    return decrypt(key, text, FieldPlace.of(binding));
  }

  /**
   * Encrypts.
   *
   * @throws DataException where it has fewer than six digits
   * @throws org.anabranch.keys.WipedKeyException where the key was wiped meanwhile
   */
  public static String encrypt(DataKey key, String text, FieldPlace place) {
    return replace(key, text, place, true);
  }

  /** Decrypts; throws as {@link #encrypt(DataKey, String, FieldPlace)}. */
  public static String decrypt(DataKey key, String text, FieldPlace place) {
    return replace(key, text, place, false);
  }

  private static String replace(DataKey key, String text, FieldPlace place, boolean encrypts) {
    if (key.purpose() != KeyPurpose.FORMAT_PRESERVING) {
      throw new IllegalArgumentException("The " + key + " is not for format-preserving");
    }
    byte[] digits = digits(text);
    if (digits.length < Ff1.DIGITS_MIN) {
      throw new DataException(
          "It has fewer than "
              + Ff1.DIGITS_MIN
              + " digits, which format-preserving encryption does not hide: use "
              + Mode.AUTHENTICATED.text()
              + " or "
              + Mode.DETERMINISTIC.text());
    }
    key.primitive(Ff1::new).replace(digits, place.tweak(), encrypts);
    return withDigits(text, digits);
  }

  private static byte[] digits(String text) {
    byte[] digits = new byte[text.length()];
    int count = 0;
    for (int i = 0; i < text.length(); i++) {
      if (isDigit(text.charAt(i))) {
        digits[count++] = (byte) (text.charAt(i) - '0');
      }
    }
    return Arrays.copyOf(digits, count);
  }

  private static String withDigits(String text, byte[] digits) {
    char[] letters = text.toCharArray();
    int next = 0;
    for (int i = 0; i < letters.length; i++) {
      if (isDigit(letters[i])) {
        letters[i] = (char) ('0' + digits[next++]);
      }
    }
    return new String(letters);
  }

  private static boolean isDigit(char letter) {
    return letter >= '0' && letter <= '9';
  }
}
