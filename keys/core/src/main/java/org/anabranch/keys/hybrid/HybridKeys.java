package org.anabranch.keys.hybrid;

import org.jspecify.annotations.Nullable;

/** Where hybrid keys come from, such as a keyset file. Safe for several threads. */
@FunctionalInterface
public interface HybridKeys {

  /**
   * The key of a name as it is now; null where there is none.
   *
   * @throws org.anabranch.keys.KeyProviderException where they cannot be read
   */
  @Nullable HybridKey named(String name);
}
