package org.anabranch.keys.hybrid;

import java.security.SecureRandom;
import org.bouncycastle.crypto.SecretWithEncapsulation;
import org.bouncycastle.crypto.prng.FixedSecureRandom;
import org.bouncycastle.pqc.crypto.xwing.XWingKEMExtractor;
import org.bouncycastle.pqc.crypto.xwing.XWingKEMGenerator;
import org.bouncycastle.pqc.crypto.xwing.XWingKeyGenerationParameters;
import org.bouncycastle.pqc.crypto.xwing.XWingKeyPairGenerator;
import org.bouncycastle.pqc.crypto.xwing.XWingPrivateKeyParameters;
import org.bouncycastle.pqc.crypto.xwing.XWingPublicKeyParameters;

/**
 * X-Wing, the key encapsulation of X25519 and ML-KEM-768 (draft-connolly-cfrg-xwing-kem), by Bouncy
 * Castle. Its secret holds as long as one of the two does.
 */
final class XWing {
  /** A private key: the seed from which both halves come. */
  static final int SEED_BYTES = 32;

  /** A public key: that of ML-KEM-768, then that of X25519. */
  static final int PUBLIC_BYTES = 1184 + 32;

  /** An encapsulation: that of ML-KEM-768, then X25519's ephemeral public key. */
  static final int ENCAPSULATION_BYTES = 1088 + 32;

  /** The secret that both sides have then. */
  static final int SECRET_BYTES = 32;

  private XWing() {}

  /**
   * The public key of a seed.
   *
   * @throws IllegalArgumentException where the seed has another length
   */
  static byte[] publicKey(byte[] seed) {
    if (seed.length != SEED_BYTES) {
      throw new IllegalArgumentException("A private key has " + SEED_BYTES + " bytes");
    }
    XWingKeyPairGenerator generator = new XWingKeyPairGenerator();
    // The generator draws nothing but the seed.
    generator.init(new XWingKeyGenerationParameters(new FixedSecureRandom(seed)));
    return ((XWingPublicKeyParameters) generator.generateKeyPair().getPublic()).getEncoded();
  }

  /**
   * Makes a secret that only the owner of the public key can find out.
   *
   * @throws IllegalArgumentException where the public key is none
   */
  static SecretWithEncapsulation encapsulate(byte[] publicKey, SecureRandom random) {
    return new XWingKEMGenerator(random)
        .generateEncapsulated(new XWingPublicKeyParameters(publicKey));
  }

  /**
   * The secret of an encapsulation; another one where it was altered or is another key's.
   *
   * @throws IllegalArgumentException where it has another length
   */
  static byte[] decapsulate(byte[] seed, byte[] encapsulation) {
    if (encapsulation.length != ENCAPSULATION_BYTES) {
      throw new IllegalArgumentException("An encapsulation has " + ENCAPSULATION_BYTES + " bytes");
    }
    return new XWingKEMExtractor(new XWingPrivateKeyParameters(seed)).extractSecret(encapsulation);
  }
}
