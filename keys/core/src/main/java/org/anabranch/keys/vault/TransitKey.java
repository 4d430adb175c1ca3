package org.anabranch.keys.vault;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where a key is: the engine's mount, which may have several parts, and the key's name in it. Only
 * names that stand in a URL as they are.
 */
record TransitKey(String mount, String name) {
  private static final String PART = "(?!\\.+(?:/|$))[A-Za-z0-9._-]+";
  private static final Pattern NAME = Pattern.compile(PART);
  private static final Pattern MOUNT = Pattern.compile(PART + "(?:/" + PART + ")*");
  private static final Pattern TEXT = Pattern.compile("(.+)/([^/]+)");

  static boolean isName(String text) {
    return NAME.matcher(text).matches();
  }

  static boolean isMount(String text) {
    return MOUNT.matcher(text).matches();
  }

  /** Of its text; empty where that is none. */
  static Optional<TransitKey> parse(String text) {
    Matcher parts = TEXT.matcher(text);
    return parts.matches() && isMount(parts.group(1)) && isName(parts.group(2))
        ? Optional.of(new TransitKey(parts.group(1), parts.group(2)))
        : Optional.empty();
  }

  /** Mount and name, as the key store keeps them. */
  @Override
  public String toString() {
    return mount + "/" + name;
  }
}
