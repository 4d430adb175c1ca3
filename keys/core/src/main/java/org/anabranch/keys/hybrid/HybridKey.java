package org.anabranch.keys.hybrid;

import java.security.SecureRandom;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A named key pair of {@value #KIND}, or its public half, with which one only wraps. Its private
 * half is in no text.
 */
public final class HybridKey {

  /** The kind of key, as keyset files and the key store name it. */
  public static final String KIND = "x25519-ml-kem-768";

  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9._-]{1,64}");

  private final String name;
  private final byte[] publicKey;
  private final byte @Nullable [] seed;

  private HybridKey(String name, byte[] publicKey, byte @Nullable [] seed) {
    if (!NAME.matcher(name).matches()) {
      throw new IllegalArgumentException(
          "A key's name has 1 to 64 letters, digits, '.', '_' and '-'");
    }
    this.name = name;
    this.publicKey = publicKey;
    this.seed = seed;
  }

  /** A new pair. */
  public static HybridKey generate(String name, SecureRandom random) {
    byte[] seed = new byte[XWing.SEED_BYTES];
    random.nextBytes(seed);
    return ofPrivate(name, seed);
  }

  /**
   * The pair of a private key.
   *
   * @param seed X-Wing's private key, 32 bytes
   * @throws IllegalArgumentException where it has another length, or the name is none
   */
  public static HybridKey ofPrivate(String name, byte[] seed) {
    return new HybridKey(name, XWing.publicKey(seed), seed.clone());
  }

  /**
   * The public half alone.
   *
   * @param publicKey X-Wing's public key, 1216 bytes
   * @throws IllegalArgumentException where it has another length, or the name is none
   */
  public static HybridKey ofPublic(String name, byte[] publicKey) {
    if (publicKey.length != XWing.PUBLIC_BYTES) {
      throw new IllegalArgumentException(
          "A public key of " + KIND + " has " + XWing.PUBLIC_BYTES + " bytes");
    }
    return new HybridKey(name, publicKey.clone(), null);
  }

  public String name() {
    return name;
  }

  /** X-Wing's public key, 1216 bytes. */
  public byte[] publicKey() {
    return publicKey.clone();
  }

  /** X-Wing's private key, 32 bytes, to be written to a keyset file; null where it is not had. */
  public byte @Nullable [] privateKey() {
    return seed == null ? null : seed.clone();
  }

  @Override
  public String toString() {
    return KIND + " key " + name;
  }
}
