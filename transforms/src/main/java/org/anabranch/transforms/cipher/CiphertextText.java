package org.anabranch.transforms.cipher;

/** Ciphertexts as texts: base64url without padding, so all begin with the same letters. */
@SuppressWarnings("DoNotCallSuggester")
public final class CiphertextText {

  private CiphertextText() {}

  public static String of(byte[] ciphertext) {
    throw new UnsupportedOperationException();
  }

  /** Whether a text begins as ciphertexts do and is base64url. */
  public static boolean is(String text) {
    throw new UnsupportedOperationException();
  }

  /** The bytes of a text that {@link #is} one; throws DataException else. */
  public static byte[] read(String text) {
    throw new UnsupportedOperationException();
  }
}
