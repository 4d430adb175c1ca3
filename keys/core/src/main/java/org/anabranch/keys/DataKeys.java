package org.anabranch.keys;

import org.jspecify.annotations.Nullable;

/**
 * The data keys that a transform works with. Safe for several threads.
 *
 * <p>Where the provider of the key-encryption key or the key store cannot be reached, keys that are
 * cached are still served until their time is over; then everything fails.
 */
public interface DataKeys extends AutoCloseable {

  /**
   * The key to encrypt with now; it is made where there is none yet, or where the last one is too
   * old or was used too often. One call is one use.
   *
   * @param subject whose key it is; null for the key that all values share
   * @throws ForgottenKeyException where the subject is forgotten: its keys are destroyed, and no
   *     new one is made
   * @throws UnknownKeyException where there is none and none may be made here
   * @throws org.apache.kafka.connect.errors.RetriableException where it cannot be had for now
   * @throws org.apache.kafka.connect.errors.ConnectException where it cannot be had
   */
  DataKey current(KeyPurpose purpose, @Nullable String subject);

  /**
   * The key of a ciphertext, however old.
   *
   * @throws ForgottenKeyException where it was destroyed
   * @throws UnknownKeyException where the key store has no such key
   * @throws org.apache.kafka.connect.errors.RetriableException where it cannot be had for now
   * @throws org.apache.kafka.connect.errors.ConnectException where it cannot be had
   */
  DataKey of(KeyId id);

  /** What was counted since it was opened. */
  KeyCounts counts();

  /** Wipes all keys and ends what runs in the background. */
  @Override
  void close();
}
