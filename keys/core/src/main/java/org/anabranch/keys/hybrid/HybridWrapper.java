package org.anabranch.keys.hybrid;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import org.anabranch.keys.KeyProviderException;
import org.anabranch.keys.KeyWrapper;
import org.jspecify.annotations.Nullable;

/**
 * Wraps by a provider, and by a hybrid key inside of that: whoever wants the data key needs both.
 *
 * <p>The provider wraps a fresh key of 32 bytes, whatever its limits are; under that key stands
 * what the hybrid key sealed. Bytes: version 1; the length (2 bytes) of what the provider wrapped,
 * and that; AES-256-GCM under the fresh key of what was sealed, see {@link HybridSeal}. Nonces are
 * zero, each key is used once; the associated data is {@code anabranch-hybrid-1}.
 */
public final class HybridWrapper implements KeyWrapper {
  private static final byte VERSION = 1;
  private static final int HEADER_BYTES = 1 + Short.BYTES;

  private final KeyWrapper provider;
  private final HybridKeys keys;
  private final @Nullable String name;
  private final SecureRandom random = new SecureRandom();

  /**
   * Over a provider, which it closes.
   *
   * @param name the hybrid key to wrap with; null to wrap by the provider alone. What was wrapped
   *     with or without one is unwrapped in either case.
   */
  public HybridWrapper(KeyWrapper provider, HybridKeys keys, @Nullable String name) {
    this.provider = provider;
    this.keys = keys;
    this.name = name;
  }

  /** Kind and name of the hybrid key, then the provider's key. */
  @Override
  public String key() {
    return name == null ? provider.key() : new HybridKeyName(name, provider.key()).toString();
  }

  @Override
  public byte[] wrap(byte[] plain) {
    if (name == null) {
      return provider.wrap(plain);
    }
    byte[] sealed = HybridSeal.seal(required(name), plain, random);
    byte[] fresh = new byte[OneTimeCipher.KEY_BYTES];
    random.nextBytes(fresh);
    byte[] wrapped = provider.wrap(fresh);
    byte[] outer = OneTimeCipher.seal(fresh, sealed);
    return ByteBuffer.allocate(HEADER_BYTES + wrapped.length + outer.length)
        .put(VERSION)
        .putShort((short) wrapped.length)
        .put(wrapped)
        .put(outer)
        .array();
  }

  @Override
  public byte[] unwrap(byte[] wrapped, String key) {
    HybridKeyName parsed = HybridKeyName.parse(key);
    if (parsed == null) {
      return provider.unwrap(wrapped, key);
    }
    ByteBuffer parts = ByteBuffer.wrap(wrapped);
    if (parts.remaining() < HEADER_BYTES || parts.get() != VERSION) {
      throw damaged(key);
    }
    int length = Short.toUnsignedInt(parts.getShort());
    if (length > parts.remaining()) {
      throw damaged(key);
    }
    byte[] inner = new byte[length];
    byte[] outer = new byte[parts.remaining() - length];
    parts.get(inner).get(outer);
    HybridKey hybrid = required(parsed.name());
    byte[] fresh = provider.unwrap(inner, parsed.providerKey());
    return HybridSeal.open(hybrid, opened(fresh, outer, key));
  }

  @Override
  public String identity(String key) {
    HybridKeyName parsed = HybridKeyName.parse(key);
    return parsed == null
        ? provider.identity(key)
        : new HybridKeyName(parsed.name(), provider.identity(parsed.providerKey())).toString();
  }

  private static byte[] opened(byte[] fresh, byte[] outer, String key) {
    if (fresh.length != OneTimeCipher.KEY_BYTES) {
      throw damaged(key);
    }
    try {
      return OneTimeCipher.open(fresh, outer);
    } catch (GeneralSecurityException e) {
      throw damaged(key);
    }
  }

  private HybridKey required(String name) {
    HybridKey found = keys.named(name);
    if (found == null) {
      throw KeyProviderException.lasting(
          "The keyset file has no " + HybridKey.KIND + " key " + name + ". Add it", null);
    }
    return found;
  }

  private static KeyProviderException damaged(String key) {
    return KeyProviderException.lasting(
        "A data key was altered, or is not one that was wrapped with " + key, null);
  }

  @Override
  public void close() {
    provider.close();
  }
}
