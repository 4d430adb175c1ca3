package org.anabranch.transforms.cipher;

import org.anabranch.keys.DataKey;
import org.anabranch.keys.KeyId;
import org.anabranch.keys.KeyPurpose;

/** Keys whose bytes count up from a number, and the place that the tests encrypt for. */
final class TestKeys {

  static final long ID = 0x0123456789abcdefL;
  static final Binding EMAIL = new Binding("public.customer", "email", null);

  private TestKeys() {}

  static DataKey of(Mode mode) {
    return of(mode.purpose());
  }

  static DataKey of(KeyPurpose purpose) {
    return new DataKey(new KeyId(ID), purpose, bytes(0, purpose.size()));
  }

  /** Of the same id, as no key store has. */
  static DataKey another(Mode mode) {
    return new DataKey(new KeyId(ID), mode.purpose(), bytes(1, mode.purpose().size()));
  }

  static byte[] bytes(int first, int size) {
    byte[] bytes = new byte[size];
    for (int i = 0; i < size; i++) {
      bytes[i] = (byte) (first + i);
    }
    return bytes;
  }
}
