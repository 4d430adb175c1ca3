package org.anabranch.keys.azure;

import com.azure.security.keyvault.keys.cryptography.CryptographyClient;
import com.azure.security.keyvault.keys.cryptography.models.KeyWrapAlgorithm;
import com.azure.security.keyvault.keys.cryptography.models.WrapResult;
import org.anabranch.keys.KeyProviderException;
import org.anabranch.keys.KeyWrapper;

/**
 * Wraps with an RSA key of Azure Key Vault, by RSA-OAEP with SHA-256. What is wrapped tells the
 * key's version, see {@link VersionedBytes}.
 */
final class AzureKeyVault implements KeyWrapper {

  private static final KeyWrapAlgorithm ALGORITHM = KeyWrapAlgorithm.RSA_OAEP_256;

  private final AzureKey key;
  private final AzureClients clients;

  AzureKeyVault(AzureKey key, AzureClients clients) {
    this.key = key;
    this.clients = clients;
  }

  @Override
  public String key() {
    return key.toString();
  }

  @Override
  public byte[] wrap(byte[] plain) {
    CryptographyClient client = clients.of(key);
    WrapResult wrapped;
    try {
      wrapped = client.wrapKey(ALGORITHM, plain);
    } catch (RuntimeException e) {
      throw AzureFailures.of(e, key, "wrap");
    }
    String version =
        AzureKey.parse(String.valueOf(wrapped.getKeyId())).map(AzureKey::version).orElse("");
    if (version.isEmpty()) {
      throw KeyProviderException.lasting(
          "Azure Key Vault did not say which version of " + key + " wrapped", null);
    }
    return new VersionedBytes(version, wrapped.getEncryptedKey()).encoded();
  }

  @Override
  public byte[] unwrap(byte[] wrapped, String key) {
    AzureKey from =
        AzureKey.parse(key)
            .orElseThrow(
                () ->
                    KeyProviderException.lasting(
                        "The key store names a key-encryption key that cannot be one of Azure Key"
                            + " Vault's",
                        null));
    VersionedBytes parsed = VersionedBytes.parse(wrapped);
    AzureKey asked = from.at(parsed.version());
    CryptographyClient client = clients.of(asked);
    try {
      return client.unwrapKey(ALGORITHM, parsed.bytes()).getKey();
    } catch (RuntimeException e) {
      throw AzureFailures.of(e, asked, "unwrap");
    }
  }

  @Override
  public String identity(String key) {
    return AzureKey.parse(key).map(parsed -> parsed.at("").toString()).orElse(key);
  }

  /** Nothing is held open: the connections end with the garbage collector's next round. */
  @Override
  public void close() {}
}
