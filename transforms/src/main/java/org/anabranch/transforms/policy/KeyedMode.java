package org.anabranch.transforms.policy;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.anabranch.transforms.cipher.Mode;
import org.jspecify.annotations.Nullable;

/**
 * How a policy has a field encrypted, as {@code deterministic} or {@code
 * deterministic(eu-support)}.
 *
 * @param key the name of the data keys; null for those that the filter's own options name
 */
public record KeyedMode(Mode mode, @Nullable String key) {

  private static final Pattern TEXT = Pattern.compile("([a-z-]+)(?:\\(([\\w.-]{1,100})\\))?");

  /**
   * Reads a mode, with or without a key's name.
   *
   * @throws IllegalArgumentException where the text is none
   */
  static KeyedMode parse(String text) {
    Matcher parts = TEXT.matcher(text);
    if (!parts.matches()) {
      throw new IllegalArgumentException(
          "Write a mode, or a mode and the name of its keys, as in deterministic(eu-support)."
              + " A name has letters, digits, '_', '-' and '.'. Modes: "
              + Mode.NAMES);
    }
    return new KeyedMode(Mode.parse(parts.group(1)), parts.group(2));
  }

  /** As policies have it. */
  @Override
  public String toString() {
    return key == null ? mode.text() : mode.text() + "(" + key + ")";
  }
}
