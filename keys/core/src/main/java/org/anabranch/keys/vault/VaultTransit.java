package org.anabranch.keys.vault;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.anabranch.keys.KeyProviderException;
import org.anabranch.keys.KeyWrapper;

/**
 * Wraps with a key of Vault's transit engine. What is wrapped is Vault's own text, {@code
 * vault:v3:…}, which tells the key's version, so {@link #key} does not.
 */
final class VaultTransit implements KeyWrapper {

  private final TransitKey key;
  private final VaultHttp vault;

  VaultTransit(TransitKey key, VaultHttp vault) {
    this.key = key;
    this.vault = vault;
  }

  @Override
  public String key() {
    return key.toString();
  }

  @Override
  public byte[] wrap(byte[] plain) {
    String base64 = Base64.getEncoder().encodeToString(plain);
    return vault
        .post(key, "encrypt", "plaintext", base64, "ciphertext")
        .getBytes(StandardCharsets.UTF_8);
  }

  @Override
  public byte[] unwrap(byte[] wrapped, String key) {
    TransitKey from =
        TransitKey.parse(key)
            .orElseThrow(
                () ->
                    KeyProviderException.lasting(
                        "The key store names a key-encryption key that cannot be one of Vault's",
                        null));
    String text = new String(wrapped, StandardCharsets.UTF_8);
    try {
      return Base64.getDecoder()
          .decode(vault.post(from, "decrypt", "ciphertext", text, "plaintext"));
    } catch (IllegalArgumentException e) {
      throw KeyProviderException.lasting("Vault's answer for " + from + " has no Base64", null);
    }
  }

  /** Nothing is held open: the connections end with the garbage collector's next round. */
  @Override
  public void close() {}
}
