package org.anabranch.keys.local;

import java.security.SecureRandom;
import org.anabranch.keys.KeyProviderException;
import org.anabranch.keys.KeyWrapper;

/** Wraps with keys of a keyset file. */
final class LocalKeyWrapper implements KeyWrapper {

  private final KeysetFile file;
  private final String name;
  private final SecureRandom random = new SecureRandom();

  /**
   * Over the keys of a file.
   *
   * @param name empty for the primary one, whichever that is at the time
   */
  LocalKeyWrapper(KeysetFile file, String name) {
    this.file = file;
    this.name = name;
  }

  @Override
  public String key() {
    return name.isEmpty() ? file.read().primary() : name;
  }

  @Override
  public byte[] wrap(byte[] plain) {
    Keyset keyset = file.read();
    return kek(keyset, name.isEmpty() ? keyset.primary() : name).wrap(plain, random);
  }

  @Override
  public byte[] unwrap(byte[] wrapped, String key) {
    return kek(file.read(), key).unwrap(wrapped);
  }

  private static AesKek kek(Keyset keyset, String name) {
    KeysetKey key = keyset.find(name);
    if (key == null) {
      throw KeyProviderException.lasting(
          "The keyset file has no key %s. Add it, with the bytes that it has elsewhere"
              .formatted(name),
          null);
    }
    return AesKek.of(key);
  }

  /** The file is read for each key anew, so there is nothing to let go of. */
  @Override
  public void close() {}
}
