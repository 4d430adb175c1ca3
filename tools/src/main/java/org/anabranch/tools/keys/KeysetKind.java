package org.anabranch.tools.keys;

import java.security.SecureRandom;
import java.util.Arrays;
import org.anabranch.keys.hybrid.HybridKey;
import org.anabranch.keys.hybrid.KeysetHybridKeys;
import org.anabranch.keys.local.AesKek;
import org.anabranch.keys.local.KeysetKey;

/** The kinds of keys that a keyset may have. */
public enum KeysetKind {
  AES(AesKek.KIND),
  HYBRID(HybridKey.KIND);

  private final String text;

  KeysetKind(String text) {
    this.text = text;
  }

  /**
   * The kind of a text.
   *
   * @throws IllegalArgumentException where there is none
   */
  public static KeysetKind parse(String text) {
    return Arrays.stream(values())
        .filter(kind -> kind.text.equals(text))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "--kind is none. Name one of "
                        + Arrays.stream(values()).map(kind -> kind.text).toList()));
  }

  /** A new key. */
  public KeysetKey generate(String name, SecureRandom random) {
    return switch (this) {
      case AES -> AesKek.generate(name, random);
      case HYBRID -> KeysetHybridKeys.generate(name, random);
    };
  }
}
