package org.anabranch.records.server;

import java.util.regex.Pattern;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigException;
import org.jspecify.annotations.Nullable;

/** Takes the URL of a server without a path, or none. */
public enum ServerUrl implements ConfigDef.Validator {
  /** Encrypted only. */
  HTTPS("https://"),
  /** For servers beside the worker, such as agents, also in clear. */
  HTTP_OR_HTTPS("http:// or https://");

  private static final Pattern HTTP = Pattern.compile("http://[^/?#\\s]+/?");
  private static final Pattern ENCRYPTED = Pattern.compile("https://[^/?#\\s]+/?");

  private final String schemes;

  ServerUrl(String schemes) {
    this.schemes = schemes;
  }

  @Override
  public void ensureValid(String name, @Nullable Object value) {
    String url = value == null ? "" : value.toString();
    boolean valid =
        url.isEmpty()
            || ENCRYPTED.matcher(url).matches()
            || (this == HTTP_OR_HTTPS && HTTP.matcher(url).matches());
    if (!valid) {
      throw new ConfigException(name, value, "It has to be " + this);
    }
  }

  /** As the reference page says it. */
  @Override
  public String toString() {
    return schemes + " with a host, and no path";
  }
}
