package org.anabranch.keys;

import java.util.Map;
import org.apache.kafka.common.config.ConfigDef;

/** A kind of provider of key-encryption keys, found by {@link java.util.ServiceLoader}. */
public interface KeyWrapperProvider {

  /** As option {@code kek.provider} names it, such as {@code aws-kms}. */
  String name();

  /**
   * Adds its options, which begin with {@code kek.} and the provider's name, to a transform's. None
   * is without a default, since another provider may be chosen.
   */
  ConfigDef define(ConfigDef options);

  /**
   * Opens it. Nothing is asked of the provider yet.
   *
   * @param keyId option {@code kek.id}: the provider's own name of the key
   * @param configuration a transform's, with this provider's options
   * @throws org.apache.kafka.common.config.ConfigException where an option is missing or wrong
   */
  KeyWrapper open(String keyId, Map<String, ?> configuration);
}
