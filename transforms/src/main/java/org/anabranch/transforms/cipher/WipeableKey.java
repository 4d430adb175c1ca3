package org.anabranch.transforms.cipher;

import java.io.NotSerializableException;
import java.io.ObjectOutputStream;
import java.util.Arrays;
import javax.crypto.SecretKey;
import org.anabranch.keys.WipedKeyException;

/**
 * A key whose bytes can be zeroed. From then on it refuses to be used, so that nothing is encrypted
 * under zeros.
 */
final class WipeableKey implements SecretKey {

  private static final long serialVersionUID = 1L;

  private final String algorithm;
  private final transient byte[] bytes;
  private transient boolean wiped;

  WipeableKey(String algorithm, byte[] bytes) {
    this.algorithm = algorithm;
    this.bytes = bytes.clone();
  }

  @Override
  public String getAlgorithm() {
    return algorithm;
  }

  @Override
  public String getFormat() {
    return "RAW";
  }

  @Override
  public synchronized byte[] getEncoded() {
    if (wiped) {
      throw new WipedKeyException();
    }
    return bytes.clone();
  }

  @Override
  public synchronized void destroy() {
    wiped = true;
    Arrays.fill(bytes, (byte) 0);
  }

  @Override
  public synchronized boolean isDestroyed() {
    return wiped;
  }

  private void writeObject(ObjectOutputStream out) throws NotSerializableException {
    throw new NotSerializableException(getClass().getName());
  }

  /** Tells nothing of the key. */
  @Override
  public String toString() {
    return algorithm + " key";
  }
}
