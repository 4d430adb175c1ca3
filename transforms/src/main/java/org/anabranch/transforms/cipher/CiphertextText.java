package org.anabranch.transforms.cipher;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.regex.Pattern;
import org.apache.kafka.connect.errors.DataException;

/** Ciphertexts as texts: base64url without padding, so all begin with the same letters. */
public final class CiphertextText {

  private static final String BEGINNING = "ab";

  private static final int LENGTH_MIN = length(Head.CIPHERTEXT_BYTES_MIN);

  private static final int UUID_LENGTH = 36;
  private static final Pattern UUID = Pattern.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");

  private static final Base64.Encoder TO_TEXT = Base64.getUrlEncoder().withoutPadding();
  private static final Base64.Decoder FROM_TEXT = Base64.getUrlDecoder();

  /** Of ASCII, what the letter stands for; -1 where it is no base64url. */
  private static final byte[] SEXTETS = sextets();

  private CiphertextText() {}

  public static String of(byte[] ciphertext) {
    return TO_TEXT.encodeToString(ciphertext);
  }

  /**
   * Whether a text begins as ciphertexts do and is base64url. A UUID in lower case is none, though
   * one of 256 would look so: its third letter is no ciphertext's.
   */
  public static boolean is(String text) {
    if (text.length() < LENGTH_MIN || !text.startsWith(BEGINNING) || isUuid(text)) {
      return false;
    }
    int last = 0;
    for (int i = 0; i < text.length(); i++) {
      char letter = text.charAt(i);
      last = letter < SEXTETS.length ? SEXTETS[letter] : -1;
      if (last < 0) {
        return false;
      }
    }
    return switch (text.length() % 4) {
      case 0 -> true;
      case 2 -> (last & 0xf) == 0;
      case 3 -> (last & 0x3) == 0;
      default -> false;
    };
  }

  /**
   * The bytes of a text that {@link #is} one. Two texts never have the same bytes.
   *
   * @throws DataException where it is none
   */
  public static byte[] read(String text) {
    if (!is(text)) {
      throw new DataException(
          "It is a text that is no ciphertext: those begin with '"
              + BEGINNING
              + "' and are base64url. Was the field encrypted, and does it arrive as it was"
              + " written?");
    }
    return FROM_TEXT.decode(text);
  }

  private static boolean isUuid(String text) {
    return text.length() == UUID_LENGTH && UUID.matcher(text).matches();
  }

  private static int length(int bytes) {
    return (bytes * 4 + 2) / 3;
  }

  private static byte[] sextets() {
    byte[] sextets = new byte[0x80];
    Arrays.fill(sextets, (byte) -1);
    String letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    byte[] ascii = letters.getBytes(StandardCharsets.US_ASCII);
    for (int i = 0; i < ascii.length; i++) {
      sextets[ascii[i]] = (byte) i;
    }
    return sextets;
  }
}
