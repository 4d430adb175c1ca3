package org.anabranch.keys.azure;

import java.util.Map;
import org.anabranch.keys.KeyWrapper;
import org.anabranch.keys.KeyWrapperProvider;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigException;

/** Azure Key Vault and Managed HSM, by Microsoft's own SDK. */
public final class AzureKeyVaultProvider implements KeyWrapperProvider {

  @Override
  public String name() {
    return "azure-key-vault";
  }

  @Override
  public ConfigDef define(ConfigDef options) {
    return AzureOptions.define(options);
  }

  @Override
  public KeyWrapper open(String keyId, Map<String, ?> configuration) {
    AzureKey key =
        AzureKey.parse(keyId)
            .orElseThrow(
                () ->
                    new ConfigException(
                        "kek.id",
                        keyId,
                        "With kek.provider=azure-key-vault it has to be a key's URL:"
                            + " https://VAULT.vault.azure.net/keys/NAME, with or without /VERSION"));
    AzureOptions options = AzureOptions.of(configuration);
    return new AzureKeyVault(key, new AzureClients(options, key));
  }
}
