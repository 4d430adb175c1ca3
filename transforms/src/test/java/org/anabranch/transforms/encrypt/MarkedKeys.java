package org.anabranch.transforms.encrypt;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import org.anabranch.keys.DataKey;
import org.anabranch.keys.DataKeys;
import org.anabranch.keys.ForgottenKeyException;
import org.anabranch.keys.KeyCounts;
import org.anabranch.keys.KeyId;
import org.anabranch.keys.KeyPurpose;
import org.anabranch.keys.UnknownKeyException;
import org.apache.kafka.connect.errors.RetriableException;
import org.jspecify.annotations.Nullable;

/** Keys whose bytes would be recognized wherever they showed. Not thread-safe. */
final class MarkedKeys implements DataKeys {

  static final String MARKER = "KEY-MARK";

  private final Map<KeyPurpose, DataKey> keys = new HashMap<>();
  boolean out;
  boolean forgets;
  boolean knows = true;

  @Override
  public DataKey current(KeyPurpose purpose, @Nullable String subject) {
    if (out) {
      throw new RetriableException("The key store cannot be reached for now");
    }
    if (forgets) {
      throw new ForgottenKeyException("The subject was forgotten");
    }
    return keys.computeIfAbsent(
        purpose,
        made ->
            new DataKey(
                new KeyId(purpose.size() * 1000L + purpose.text().length()),
                purpose,
                MARKER.repeat(purpose.size() / MARKER.length()).getBytes(StandardCharsets.UTF_8)));
  }

  @Override
  public DataKey of(KeyId id) {
    for (DataKey key : keys.values()) {
      if (key.id().equals(id) && knows) {
        return current(key.purpose(), null);
      }
    }
    throw new UnknownKeyException(id);
  }

  @Override
  public KeyCounts counts() {
    return new KeyCounts(1, 2, 3);
  }

  @Override
  public void close() {
    keys.values().forEach(DataKey::wipe);
  }
}
