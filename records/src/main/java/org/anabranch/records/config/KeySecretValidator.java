package org.anabranch.records.config;

import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.config.types.Password;
import org.jspecify.annotations.Nullable;

/**
 * Accepts no secret or one that is not blank: a secret whose lookup came back empty must not turn
 * keyed hashes into plain ones unnoticed. Never names the value.
 */
final class KeySecretValidator implements ConfigDef.Validator {

  @Override
  public void ensureValid(String name, @Nullable Object value) {
    if (value instanceof Password secret && secret.value().isBlank()) {
      throw new ConfigException(
          name + " is set but blank. Remove the option for plain hashes, or give a secret");
    }
  }

  @Override
  public String toString() {
    return "not blank";
  }
}
