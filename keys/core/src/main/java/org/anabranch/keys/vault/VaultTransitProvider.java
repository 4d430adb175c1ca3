package org.anabranch.keys.vault;

import java.util.Map;
import org.anabranch.keys.KeyWrapper;
import org.anabranch.keys.KeyWrapperProvider;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigException;

/** HashiCorp Vault's transit engine, by its HTTP interface. */
public final class VaultTransitProvider implements KeyWrapperProvider {

  @Override
  public String name() {
    return "vault-transit";
  }

  @Override
  public ConfigDef define(ConfigDef options) {
    return VaultOptions.define(options);
  }

  @Override
  public KeyWrapper open(String keyId, Map<String, ?> configuration) {
    VaultOptions options = VaultOptions.of(configuration);
    if (!TransitKey.isName(keyId)) {
      throw new ConfigException(
          "kek.id",
          keyId,
          "With kek.provider=vault-transit it has to name a key of the transit engine: letters,"
              + " digits, '.', '_' and '-'");
    }
    return new VaultTransit(new TransitKey(options.mount(), keyId), new VaultHttp(options));
  }
}
