package org.anabranch.keys;

/**
 * Wraps data keys with a key-encryption key that never leaves its provider. Safe for several
 * threads. It neither retries nor caches: that is done for all providers alike.
 *
 * <p>What is wrapped is bound to the data key's id and name before it comes here, so providers need
 * no associated data of their own.
 */
public interface KeyWrapper extends AutoCloseable {

  /**
   * The full name of the key that {@link #wrap} uses, with its version where the provider has
   * versions; it is kept beside what it wrapped.
   */
  String key();

  /**
   * Wraps.
   *
   * @param plain at most 128 bytes; the caller wipes them
   * @throws KeyProviderException where it does not succeed
   */
  byte[] wrap(byte[] plain);

  /**
   * Unwraps what any key of this provider wrapped, the present one or an earlier.
   *
   * @param key what {@link #key} said then
   * @throws KeyProviderException where it does not succeed
   */
  byte[] unwrap(byte[] wrapped, String key);

  /**
   * By what names that {@link #key} gave are compared: without a version, and the same for all
   * replicas of a key. Of what is no such name, the text itself.
   */
  default String identity(String key) {
    return key;
  }

  @Override
  void close();
}
