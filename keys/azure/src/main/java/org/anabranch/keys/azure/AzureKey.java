package org.anabranch.keys.azure;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An RSA key as Azure names it.
 *
 * @param vault scheme, host and port
 * @param name the key's
 * @param version empty for the one that is newest when it wraps
 */
record AzureKey(String vault, String name, String version) {
  private static final Pattern VERSION = Pattern.compile("[0-9A-Za-z]{1,64}");
  private static final Pattern URL =
      Pattern.compile(
          "(https://[A-Za-z0-9.-]+(?::[0-9]{1,5})?)/keys/([0-9A-Za-z-]{1,127})(?:/(%s))?"
              .formatted(VERSION.pattern()));

  static Optional<AzureKey> parse(String url) {
    Matcher parts = URL.matcher(url);
    if (!parts.matches()) {
      return Optional.empty();
    }
    String version = parts.group(3);
    return Optional.of(
        new AzureKey(parts.group(1), parts.group(2), version == null ? "" : version));
  }

  static boolean isVersion(String text) {
    return VERSION.matcher(text).matches();
  }

  AzureKey at(String version) {
    return new AzureKey(vault, name, version);
  }

  /** Its URL. */
  @Override
  public String toString() {
    return vault + "/keys/" + name + (version.isEmpty() ? "" : "/" + version);
  }
}
