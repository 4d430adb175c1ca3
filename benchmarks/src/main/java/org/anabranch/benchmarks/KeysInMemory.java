package org.anabranch.benchmarks;

import java.security.SecureRandom;
import java.util.EnumMap;
import java.util.Map;
import org.anabranch.keys.DataKey;
import org.anabranch.keys.DataKeys;
import org.anabranch.keys.KeyCounts;
import org.anabranch.keys.KeyId;
import org.anabranch.keys.KeyPurpose;
import org.anabranch.keys.UnknownKeyException;
import org.jspecify.annotations.Nullable;

/** One key of chance for each purpose, at hand as keys are that are cached. */
final class KeysInMemory implements DataKeys {

  private final Map<KeyPurpose, DataKey> keys = new EnumMap<>(KeyPurpose.class);

  KeysInMemory() {
    SecureRandom random = new SecureRandom();
    for (KeyPurpose purpose : KeyPurpose.values()) {
      byte[] material = new byte[purpose.size()];
      random.nextBytes(material);
      keys.put(purpose, new DataKey(new KeyId(random.nextLong()), purpose, material));
    }
  }

  @Override
  public DataKey current(KeyPurpose purpose, @Nullable String subject) {
    DataKey key = keys.get(purpose);
    if (key == null) {
      throw new IllegalStateException("There is a key for every purpose");
    }
    return key;
  }

  @Override
  public DataKey of(KeyId id) {
    return keys.values().stream()
        .filter(key -> key.id().equals(id))
        .findFirst()
        .orElseThrow(() -> new UnknownKeyException(id));
  }

  @Override
  public KeyCounts counts() {
    return new KeyCounts(0, 0, 0);
  }

  @Override
  public void close() {
    keys.values().forEach(DataKey::wipe);
  }
}
