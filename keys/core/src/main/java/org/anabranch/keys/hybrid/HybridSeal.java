package org.anabranch.keys.hybrid;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import org.anabranch.keys.KeyProviderException;
import org.bouncycastle.crypto.SecretWithEncapsulation;

/** What is sealed by a hybrid key: an X-Wing encapsulation, then AES-256-GCM under its secret. */
final class HybridSeal {

  private HybridSeal() {}

  static byte[] seal(HybridKey key, byte[] plain, SecureRandom random) {
    SecretWithEncapsulation made = XWing.encapsulate(key.publicKey(), random);
    byte[] sealed = OneTimeCipher.seal(made.getSecret(), plain);
    byte[] encapsulation = made.getEncapsulation();
    return ByteBuffer.allocate(encapsulation.length + sealed.length)
        .put(encapsulation)
        .put(sealed)
        .array();
  }

  static byte[] open(HybridKey key, byte[] sealed) {
    byte[] seed = key.privateKey();
    if (seed == null) {
      throw KeyProviderException.lasting(
          "Of "
              + key
              + " there is only the public half here, which cannot unwrap. Add its private"
              + " half to the keyset file",
          null);
    }
    ByteBuffer parts = ByteBuffer.wrap(sealed);
    byte[] encapsulation = new byte[XWing.ENCAPSULATION_BYTES];
    if (parts.remaining() < encapsulation.length) {
      throw damaged(key);
    }
    parts.get(encapsulation);
    byte[] inner = new byte[parts.remaining()];
    parts.get(inner);
    try {
      return OneTimeCipher.open(XWing.decapsulate(seed, encapsulation), inner);
    } catch (GeneralSecurityException | IllegalStateException e) {
      throw damaged(key);
    }
  }

  private static KeyProviderException damaged(HybridKey key) {
    return KeyProviderException.lasting(
        "A data key was altered or wrapped with another key than the " + key, null);
  }
}
