package org.anabranch.transforms.cipher;

import com.google.crypto.tink.subtle.AesSiv;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import org.anabranch.keys.WipedKeyException;
import org.jspecify.annotations.Nullable;

/**
 * AES-SIV with two keys of 256 bits (RFC 5297) by Tink, which keeps copies of its key that only the
 * garbage collector removes. Safe for several threads.
 */
final class AesSivKey implements AutoCloseable {

  private volatile @Nullable AesSiv siv;

  AesSivKey(byte[] key) {
    try {
      siv = new AesSiv(key);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("Every Java runtime has what AES-SIV is made of", e);
    }
  }

  /** The prefix, and what Tink makes of the plaintext behind it. */
  byte[] seal(byte[] plain, byte[] associated, byte[] prefix) {
    try {
      byte[] sealed = siv().encryptDeterministically(plain, associated);
      byte[] all = Arrays.copyOf(prefix, prefix.length + sealed.length);
      System.arraycopy(sealed, 0, all, prefix.length, sealed.length);
      return all;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("AES-SIV encrypts any bytes", e);
    }
  }

  byte[] open(byte[] sealed, int from, byte[] associated) throws GeneralSecurityException {
    return siv()
        .decryptDeterministically(Arrays.copyOfRange(sealed, from, sealed.length), associated);
  }

  @Override
  public void close() {
    siv = null;
  }

  private AesSiv siv() {
    AesSiv present = siv;
    if (present == null) {
      throw new WipedKeyException();
    }
    return present;
  }
}
