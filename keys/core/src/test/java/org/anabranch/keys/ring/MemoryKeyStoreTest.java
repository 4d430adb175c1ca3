package org.anabranch.keys.ring;

import org.anabranch.keys.store.KeyStore;
import org.anabranch.keys.store.KeyStoreContract;

class MemoryKeyStoreTest extends KeyStoreContract {

  private final MemoryKeyStore.Place place = new MemoryKeyStore.Place();

  @Override
  protected KeyStore open(boolean writes) {
    return new MemoryKeyStore(place, writes);
  }
}
