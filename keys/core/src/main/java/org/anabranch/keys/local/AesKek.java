package org.anabranch.keys.local;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Map;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.anabranch.keys.KeyProviderException;
import org.jspecify.annotations.Nullable;

/**
 * Wraps with AES-256-GCM: a nonce of 12 bytes of chance, the ciphertext, the tag of 16 bytes; no
 * associated data, since what is wrapped begins with what it is bound to.
 */
public final class AesKek {

  /** As keyset files name it. */
  public static final String KIND = "aes-256-gcm";

  private static final String PART = "key";
  private static final int KEY_BYTES = 32;
  private static final int NONCE_BYTES = 12;
  private static final int TAG_BYTES = 16;

  private final KeysetKey key;
  private final SecretKeySpec secret;

  private AesKek(KeysetKey key, SecretKeySpec secret) {
    this.key = key;
    this.secret = secret;
  }

  /** A new key for a keyset. */
  public static KeysetKey generate(String name, SecureRandom random) {
    byte[] bytes = new byte[KEY_BYTES];
    random.nextBytes(bytes);
    return new KeysetKey(name, KIND, Map.of(PART, bytes));
  }

  /**
   * Of a key in a keyset.
   *
   * @throws KeyProviderException where it is of another kind, or has not 32 bytes
   */
  static AesKek of(KeysetKey key) {
    byte[] bytes = key.part(PART);
    if (!key.kind().equals(KIND) || bytes == null || bytes.length != KEY_BYTES) {
      throw KeyProviderException.lasting(
          "The keyset's %s is no %s key of %d bytes. Name another one in kek.id, or mend the file"
              .formatted(key, KIND, KEY_BYTES),
          null);
    }
    return new AesKek(key, new SecretKeySpec(bytes, "AES"));
  }

  byte[] wrap(byte[] plain, SecureRandom random) {
    byte[] nonce = new byte[NONCE_BYTES];
    random.nextBytes(nonce);
    try {
      byte[] sealed = cipher(Cipher.ENCRYPT_MODE, nonce).doFinal(plain);
      return ByteBuffer.allocate(NONCE_BYTES + sealed.length).put(nonce).put(sealed).array();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("Every Java has AES-256-GCM", e);
    }
  }

  byte[] unwrap(byte[] wrapped) {
    if (wrapped.length < NONCE_BYTES + TAG_BYTES) {
      throw damaged(null);
    }
    byte[] nonce = new byte[NONCE_BYTES];
    ByteBuffer.wrap(wrapped).get(nonce);
    try {
      return cipher(Cipher.DECRYPT_MODE, nonce)
          .doFinal(wrapped, NONCE_BYTES, wrapped.length - NONCE_BYTES);
    } catch (GeneralSecurityException e) {
      throw damaged(e);
    }
  }

  private KeyProviderException damaged(@Nullable Exception cause) {
    return KeyProviderException.lasting(
        "A data key does not open with the keyset's "
            + key
            + ": it was altered, or the file has"
            + " another key under that name than when it was wrapped",
        cause);
  }

  private Cipher cipher(int mode, byte[] nonce) throws GeneralSecurityException {
    Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
    cipher.init(mode, secret, new GCMParameterSpec(8 * TAG_BYTES, nonce));
    return cipher;
  }
}
