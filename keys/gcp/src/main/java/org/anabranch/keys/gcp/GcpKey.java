package org.anabranch.keys.gcp;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A key as Google names it.
 *
 * @param text with a version, where one was named to wrap with
 * @param key without a version: Google finds the one that wrapped
 */
record GcpKey(String text, String key) {
  private static final String PART = "[A-Za-z0-9_-]+";
  private static final Pattern TEXT =
      Pattern.compile(
          "(projects/[a-z0-9:.-]*[a-z0-9]/locations/%1$s/keyRings/%1$s/cryptoKeys/%1$s)(/cryptoKeyVersions/[0-9]+)?"
              .formatted(PART));

  static Optional<GcpKey> parse(String text) {
    Matcher name = TEXT.matcher(text);
    return name.matches() ? Optional.of(new GcpKey(text, name.group(1))) : Optional.empty();
  }
}
