package org.anabranch.transforms.cipher;

import java.util.Arrays;
import java.util.stream.Collectors;
import org.anabranch.keys.KeyPurpose;

/** How a field is encrypted. */
public enum Mode {
  /** AES-256-GCM under a nonce of chance: equal values have different ciphertexts. */
  AUTHENTICATED("authenticated", KeyPurpose.AUTHENTICATED),
  /** AES-SIV: equal values of one field have equal ciphertexts, which shows that they are equal. */
  DETERMINISTIC("deterministic", KeyPurpose.DETERMINISTIC),
  /** FF1: digits stay digits and texts as long as they were; detects no forgery. */
  FORMAT_PRESERVING("format-preserving", KeyPurpose.FORMAT_PRESERVING);

  /** All, as they are written in options. */
  public static final String NAMES =
      Arrays.stream(values()).map(Mode::text).collect(Collectors.joining(", "));

  private final String text;
  private final KeyPurpose purpose;

  Mode(String text, KeyPurpose purpose) {
    this.text = text;
    this.purpose = purpose;
  }

  /** As it is written in options. */
  public String text() {
    return text;
  }

  /** The purpose of its keys. */
  public KeyPurpose purpose() {
    return purpose;
  }

  /**
   * Reads a mode.
   *
   * @throws IllegalArgumentException where there is none of that name
   */
  public static Mode parse(String text) {
    return Arrays.stream(values())
        .filter(mode -> mode.text.equals(text))
        .findFirst()
        .orElseThrow(
            () -> new IllegalArgumentException("'" + text + "' is no mode. Modes: " + NAMES));
  }
}
