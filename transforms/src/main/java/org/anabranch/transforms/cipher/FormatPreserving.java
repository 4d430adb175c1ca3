package org.anabranch.transforms.cipher;

import org.anabranch.keys.DataKey;
import org.anabranch.keys.KeyPurpose;

/**
 * FF1 (NIST SP 800-38G) over the digits of a text: what is no digit stays where it is. Nothing in
 * what comes out names its key, and nothing detects a forgery.
 *
 * @see KeyPurpose#FORMAT_PRESERVING
 */
@SuppressWarnings("DoNotCallSuggester")
public final class FormatPreserving {

  private FormatPreserving() {}

  /**
   * Encrypts.
   *
   * @throws org.apache.kafka.connect.errors.DataException where it has fewer than six digits
   */
  public static String encrypt(DataKey key, String text, Binding binding) {
    throw new UnsupportedOperationException();
  }

  /** Decrypts; throws as {@link #encrypt}. */
  public static String decrypt(DataKey key, String text, Binding binding) {
    throw new UnsupportedOperationException();
  }
}
