package org.anabranch.transforms.encrypt;

import java.util.function.Function;
import java.util.function.Supplier;
import org.anabranch.keys.DataKey;
import org.anabranch.keys.WipedKeyException;
import org.apache.kafka.connect.errors.RetriableException;

/** Uses keys that may be wiped at any time, as when they are too old, or too many. */
final class KeyUse {

  private static final int ATTEMPTS = 5;

  private KeyUse() {}

  /**
   * What is made with a key, which is asked for again where it was wiped meanwhile.
   *
   * @throws RetriableException where that happens again and again
   */
  static <T> T with(Supplier<DataKey> keys, Function<DataKey, T> use) {
    for (int attempt = 1; ; attempt++) {
      DataKey key = keys.get();
      try {
        return use.apply(key);
      } catch (WipedKeyException e) {
        if (attempt == ATTEMPTS) {
          throw new RetriableException(
              "The " + key + " is wiped as soon as it is there. Is key.cache.size too small?", e);
        }
      }
    }
  }
}
