package org.anabranch.converters.registry;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * A request to a registry, whichever of its URLs it goes to.
 *
 * @param path below the URL, with its query
 * @param body of a POST; null for a GET
 */
record Request(String path, @Nullable String body, Asked asked) {

  static Request get(String path, Asked asked) {
    return new Request(path, null, asked);
  }

  static Request post(String path, String body, Asked asked) {
    return new Request(path, body, asked);
  }

  /** Text as a part of a path or of a query. */
  static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }
}
