package org.anabranch.converters.registry;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.regex.Matcher;
import org.jspecify.annotations.Nullable;

/**
 * One of the places where a registry answers.
 *
 * @param base without user info and without a slash at its end
 * @param userInfo what the URL named before its host, as {@code user:password}; no text shows it
 */
record RegistryUrl(String base, @Nullable String userInfo) {

  /**
   * Reads a URL.
   *
   * @throws IllegalArgumentException where it is none; its message does not repeat it, since it may
   *     hold a password
   */
  static RegistryUrl parse(String text) {
    URI uri = uri(text.strip());
    String scheme = uri.getScheme();
    if (!("http".equalsIgnoreCase(scheme) || "https".equalsIgnoreCase(scheme))
        || uri.getHost() == null
        || uri.getRawQuery() != null
        || uri.getRawFragment() != null) {
      throw new IllegalArgumentException(
          "Each URL has to be http:// or https:// with a host, and no query");
    }
    String port = uri.getPort() < 0 ? "" : ":" + uri.getPort();
    String path = uri.getRawPath().replaceAll("/+$", "");
    return new RegistryUrl(scheme + "://" + uri.getHost() + port + path, uri.getUserInfo());
  }

  private static URI uri(String text) {
    try {
      return new URI(text);
    } catch (URISyntaxException e) {
      throw new IllegalArgumentException(
          "One of the URLs is malformed"
              + (text.indexOf('@') < 0 ? "" : "; encode what is special in its user info as %XX"));
    }
  }

  /** The value of the Authorization header for a user and password. */
  static String basic(String userInfo) {
    return "Basic " + Base64.getEncoder().encodeToString(userInfo.getBytes(StandardCharsets.UTF_8));
  }

  /** Where a request goes. */
  URI resolve(Request request) {
    return URI.create(base + request.path());
  }

  /** The URL as it was given, for a client that takes the user info from it. */
  String withUserInfo() {
    String shown = userInfo;
    return shown == null
        ? base
        : base.replaceFirst("://", "://" + Matcher.quoteReplacement(shown + "@"));
  }

  /** The URL without user info. */
  @Override
  public String toString() {
    return base;
  }
}
