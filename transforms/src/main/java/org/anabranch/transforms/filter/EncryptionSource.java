package org.anabranch.transforms.filter;

import org.anabranch.transforms.policy.Policy;
import org.apache.kafka.common.config.ConfigException;

/** Where policies find what encrypts for them. Safe for several threads. */
@FunctionalInterface
interface EncryptionSource {

  /** Where nothing is sent of what a policy lets go: it is left in clear. */
  EncryptionSource NONE = policy -> FieldEncryption.NONE;

  /**
   * What encrypts for a policy.
   *
   * @throws ConfigException where keys that it names cannot be opened, naming the rule
   */
  FieldEncryption of(Policy policy);
}
