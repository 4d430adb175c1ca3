package org.anabranch.keys;

import org.jspecify.annotations.Nullable;

/** A provider of key-encryption keys did not do what it was asked for. Tells no key. */
public final class KeyProviderException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final boolean passing;

  private KeyProviderException(String message, @Nullable Throwable cause, boolean passing) {
    super(message, cause);
    this.passing = passing;
  }

  /** It may succeed later: no answer, throttled, an error of the server's. */
  public static KeyProviderException passing(String message, @Nullable Throwable cause) {
    return new KeyProviderException(message, cause, true);
  }

  /** It will not until somebody mends it: refused, disabled, another key, damaged. */
  public static KeyProviderException lasting(String message, @Nullable Throwable cause) {
    return new KeyProviderException(message, cause, false);
  }

  /** Whether it may succeed later. */
  public boolean isPassing() {
    return passing;
  }
}
