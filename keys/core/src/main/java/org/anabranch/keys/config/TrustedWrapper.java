package org.anabranch.keys.config;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.anabranch.keys.KeyProviderException;
import org.anabranch.keys.KeyWrapper;
import org.anabranch.keys.hybrid.HybridKeyName;

/**
 * Unwraps only what trusted key-encryption keys wrapped. Which one that was says the key store, and
 * who may write there could else name a key of their own, put a data key under it that they know,
 * and wait for values to be encrypted with it.
 */
final class TrustedWrapper implements KeyWrapper {

  private final KeyWrapper wrapper;
  private final List<String> others;

  /**
   * Over a wrapper, which it closes.
   *
   * @param others the keys that are trusted beside the one that wraps
   */
  TrustedWrapper(KeyWrapper wrapper, List<String> others) {
    this.wrapper = wrapper;
    this.others = others;
  }

  @Override
  public String key() {
    return wrapper.key();
  }

  @Override
  public byte[] wrap(byte[] plain) {
    return wrapper.wrap(plain);
  }

  @Override
  public byte[] unwrap(byte[] wrapped, String key) {
    if (!isTrusted(key)) {
      throw KeyProviderException.lasting(
          ("The key store names the key-encryption key %s, and %s does not. Add it there if it is"
                  + " one of yours; else find out who wrote to the key store")
              .formatted(key, KekOptions.TRUSTED),
          null);
    }
    return wrapper.unwrap(wrapped, key);
  }

  private boolean isTrusted(String key) {
    Set<String> trusted = new HashSet<>();
    trusted.add(identity(wrapper.key()));
    others.forEach(other -> trusted.add(identity(other)));
    HybridKeyName hybrid = HybridKeyName.parse(key);
    // The provider's key goes around the hybrid one: where it is enough alone, it is with it, too.
    return trusted.contains(identity(key))
        || (hybrid != null && trusted.contains(identity(hybrid.providerKey())));
  }

  @Override
  public String identity(String key) {
    return wrapper.identity(key);
  }

  @Override
  public void close() {
    wrapper.close();
  }
}
