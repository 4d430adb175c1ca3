package org.anabranch.keys.hybrid;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * How a key store names both keys that wrapped: {@code x25519-ml-kem-768:NAME+PROVIDER'S}.
 *
 * @param name the hybrid key's
 * @param providerKey what the provider calls its own
 */
public record HybridKeyName(String name, String providerKey) {
  private static final Pattern TEXT =
      Pattern.compile(Pattern.quote(HybridKey.KIND + ":") + "([^+]+)\\+(.*)");

  /** Of its text; null where no hybrid key took part. */
  public static @Nullable HybridKeyName parse(String text) {
    Matcher parts = TEXT.matcher(text);
    return parts.matches() ? new HybridKeyName(parts.group(1), parts.group(2)) : null;
  }

  /** As a key store keeps it. */
  @Override
  public String toString() {
    return HybridKey.KIND + ":" + name + "+" + providerKey;
  }
}
