package org.anabranch.benchmarks;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/** AES-256-GCM as Java has it, with a nonce that counts, and nothing around it. */
final class RawCipher {

  private static final int TAG_BITS = 128;

  private final Cipher cipher;
  private final SecretKeySpec key = new SecretKeySpec(new byte[32], "AES");
  private final ByteBuffer nonce = ByteBuffer.allocate(12);
  private long count;

  RawCipher() throws GeneralSecurityException {
    cipher = Cipher.getInstance("AES/GCM/NoPadding");
  }

  byte[] encrypt(byte[] plain) throws GeneralSecurityException {
    nonce.putLong(4, ++count);
    cipher.init(Cipher.ENCRYPT_MODE, key, new GCMParameterSpec(TAG_BITS, nonce.array()));
    return cipher.doFinal(plain);
  }
}
