package org.anabranch.testkit.kms;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/** Named AES-256-GCM keys with versions; a ciphertext is version, nonce, AES-GCM's output. */
final class SymmetricKeys {
  private static final int NONCE_BYTES = 12;
  private static final int TAG_BITS = 128;

  private final SecureRandom random = new SecureRandom();
  private final Map<String, List<SecretKeySpec>> versions = new ConcurrentHashMap<>();
  private final Set<String> disabled = ConcurrentHashMap.newKeySet();

  void add(String name) {
    versions.put(name, List.of(generated()));
  }

  void rotate(String name) {
    versions.computeIfPresent(
        name,
        (key, before) -> {
          List<SecretKeySpec> after = new ArrayList<>(before);
          after.add(generated());
          return List.copyOf(after);
        });
  }

  void disable(String name) {
    disabled.add(name);
  }

  void enable(String name) {
    disabled.remove(name);
  }

  boolean has(String name) {
    return versions.containsKey(name);
  }

  boolean isDisabled(String name) {
    return disabled.contains(name);
  }

  /** The version that encrypts, from 1. */
  int version(String name) {
    return of(name).size();
  }

  byte[] encrypt(String name, byte[] plain) {
    byte[] nonce = new byte[NONCE_BYTES];
    random.nextBytes(nonce);
    List<SecretKeySpec> keys = of(name);
    byte[] sealed = run(Cipher.ENCRYPT_MODE, keys.get(keys.size() - 1), nonce, plain);
    return ByteBuffer.allocate(1 + NONCE_BYTES + sealed.length)
        .put((byte) keys.size())
        .put(nonce)
        .put(sealed)
        .array();
  }

  /** The plaintext, or what the service refuses damaged ciphertexts with. */
  byte[] decrypt(String name, byte[] cipher, Supplier<Refusal> damaged) {
    List<SecretKeySpec> keys = of(name);
    int version = cipher.length <= NONCE_BYTES ? 0 : cipher[0];
    if (version < 1 || version > keys.size()) {
      throw damaged.get();
    }
    byte[] nonce = new byte[NONCE_BYTES];
    byte[] sealed = new byte[cipher.length - 1 - NONCE_BYTES];
    ByteBuffer.wrap(cipher, 1, cipher.length - 1).get(nonce).get(sealed);
    try {
      return run(Cipher.DECRYPT_MODE, keys.get(version - 1), nonce, sealed);
    } catch (IllegalArgumentException notOurs) {
      throw damaged.get();
    }
  }

  private List<SecretKeySpec> of(String name) {
    List<SecretKeySpec> keys = versions.get(name);
    if (keys == null) {
      throw new IllegalStateException("No key " + name);
    }
    return keys;
  }

  private static byte[] run(int mode, SecretKeySpec key, byte[] nonce, byte[] text) {
    try {
      Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
      cipher.init(mode, key, new GCMParameterSpec(TAG_BITS, nonce));
      return cipher.doFinal(text);
    } catch (GeneralSecurityException e) {
      throw new IllegalArgumentException(e);
    }
  }

  private SecretKeySpec generated() {
    byte[] key = new byte[32];
    random.nextBytes(key);
    return new SecretKeySpec(key, "AES");
  }
}
