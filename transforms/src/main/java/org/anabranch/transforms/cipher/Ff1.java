package org.anabranch.transforms.cipher;

import java.util.Arrays;
import org.anabranch.keys.WipedKeyException;
import org.bouncycastle.crypto.fpe.FPEEngine;
import org.bouncycastle.crypto.fpe.FPEFF1Engine;
import org.bouncycastle.crypto.params.FPEParameters;
import org.bouncycastle.crypto.params.KeyParameter;

/**
 * FF1 over decimal digits (NIST SP 800-38G) by Bouncy Castle under one key. Safe for several
 * threads, one at a time.
 */
final class Ff1 implements AutoCloseable {

  /** Of fewer digits all could be tried: NIST wants a million possibilities at least. */
  static final int DIGITS_MIN = 6;

  private static final int RADIX = 10;

  private final KeyParameter key;
  private final FPEEngine engine = new FPEFF1Engine();
  private boolean wiped;

  Ff1(byte[] key) {
    this.key = new KeyParameter(key);
  }

  /**
   * The digits, each a byte from 0 to 9, encrypted or decrypted in their place.
   *
   * @param encrypts whether they are encrypted
   */
  synchronized void replace(byte[] digits, byte[] tweak, boolean encrypts) {
    if (wiped) {
      throw new WipedKeyException();
    }
    engine.init(encrypts, new FPEParameters(key, RADIX, tweak));
    engine.processBlock(digits, 0, digits.length, digits, 0);
  }

  /** Zeroes the key, also in the engine. */
  @Override
  public synchronized void close() {
    wiped = true;
    Arrays.fill(key.getKey(), (byte) 0);
    engine.init(true, new FPEParameters(key, RADIX, new byte[0]));
  }
}
