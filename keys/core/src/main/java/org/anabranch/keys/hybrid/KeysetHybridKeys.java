package org.anabranch.keys.hybrid;

import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Map;
import org.anabranch.keys.KeyProviderException;
import org.anabranch.keys.local.KeysetFile;
import org.anabranch.keys.local.KeysetKey;
import org.jspecify.annotations.Nullable;

/** Hybrid keys of a keyset file, read anew for each key. */
public final class KeysetHybridKeys implements HybridKeys {

  private static final String PRIVATE = "private";
  private static final String PUBLIC = "public";

  private final KeysetFile file;

  public KeysetHybridKeys(KeysetFile file) {
    this.file = file;
  }

  /** A new key for a keyset. */
  public static KeysetKey generate(String name, SecureRandom random) {
    HybridKey made = HybridKey.generate(name, random);
    byte[] seed = made.privateKey();
    if (seed == null) {
      throw new IllegalStateException("A key that was made just now has both halves");
    }
    return new KeysetKey(name, HybridKey.KIND, Map.of(PRIVATE, seed, PUBLIC, made.publicKey()));
  }

  @Override
  public @Nullable HybridKey named(String name) {
    KeysetKey key = file.read().find(name);
    if (key == null) {
      return null;
    }
    if (!key.kind().equals(HybridKey.KIND)) {
      throw mismatched(key, null);
    }
    try {
      return read(key);
    } catch (IllegalArgumentException e) {
      throw mismatched(key, e);
    }
  }

  private static HybridKey read(KeysetKey key) {
    byte[] seed = key.part(PRIVATE);
    byte[] publicKey = key.part(PUBLIC);
    if (seed == null) {
      if (publicKey == null) {
        throw mismatched(key, null);
      }
      return HybridKey.ofPublic(key.name(), publicKey);
    }
    HybridKey whole = HybridKey.ofPrivate(key.name(), seed);
    if (publicKey != null && !Arrays.equals(publicKey, whole.publicKey())) {
      throw mismatched(key, null);
    }
    return whole;
  }

  private static KeyProviderException mismatched(KeysetKey key, @Nullable Exception cause) {
    return KeyProviderException.lasting(
        "The keyset's %s is no whole %s key. Name another one in kek.hybrid, or mend the file"
            .formatted(key, HybridKey.KIND),
        cause);
  }
}
