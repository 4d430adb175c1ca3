package org.anabranch.transforms.filter;

import java.nio.charset.StandardCharsets;
import java.util.AbstractMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.connect.header.Header;
import org.apache.kafka.connect.header.Headers;
import org.jspecify.annotations.Nullable;

/** A record's headers as text, read when they are asked for; of several of one name the last. */
final class HeaderTexts extends AbstractMap<String, String> {

  private final Headers headers;

  HeaderTexts(Headers headers) {
    this.headers = headers;
  }

  @Override
  public @Nullable String get(@Nullable Object name) {
    Header header = name instanceof String text ? headers.lastWithName(text) : null;
    return header == null ? null : text(header);
  }

  @Override
  public boolean containsKey(@Nullable Object name) {
    return name instanceof String text && headers.lastWithName(text) != null;
  }

  @Override
  public Set<Entry<String, String>> entrySet() {
    Map<String, String> all = new LinkedHashMap<>();
    headers.forEach(header -> all.put(header.key(), text(header)));
    return all.entrySet();
  }

  private static String text(Header header) {
    return header.value() instanceof byte[] bytes
        ? new String(bytes, StandardCharsets.UTF_8)
        : String.valueOf(header.value());
  }
}
