package org.anabranch.keys;

/** What a data key is for: none serves two purposes. */
public enum KeyPurpose {
  /** AES-256-GCM. */
  AUTHENTICATED("authenticated", 32, true),
  /** AES-SIV with two keys of 256 bits. */
  DETERMINISTIC("deterministic", 64, false),
  /** FF1 over AES-256. */
  FORMAT_PRESERVING("format-preserving", 32, false),
  /** HMAC-SHA-256. */
  INDEX("index", 32, false);

  private final String text;
  private final int size;
  private final boolean rotates;

  KeyPurpose(String text, int size, boolean rotates) {
    this.text = text;
    this.size = size;
    this.rotates = rotates;
  }

  /**
   * The purpose of a text.
   *
   * @throws IllegalArgumentException where it is none that this version knows
   */
  public static KeyPurpose parse(String text) {
    for (KeyPurpose purpose : values()) {
      if (purpose.text.equals(text)) {
        return purpose;
      }
    }
    throw new IllegalArgumentException("it is for a purpose that this version does not know");
  }

  /** As it is written in the key store. */
  public String text() {
    return text;
  }

  /** Bytes of a key. */
  public int size() {
    return size;
  }

  /**
   * Whether a new key takes an older one's place with time. Those by which equal values are found
   * to be equal last, since values under two keys never are.
   */
  public boolean rotates() {
    return rotates;
  }
}
