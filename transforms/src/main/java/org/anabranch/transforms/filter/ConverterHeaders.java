package org.anabranch.transforms.filter;

import java.util.List;
import java.util.stream.Stream;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.connect.header.Headers;

/**
 * The headers of a record whose value a converter writes in the middle of a chain: as bytes, since
 * that is how converters see them, and how MirrorMaker hands them to transforms.
 *
 * @param before as they came
 * @param kafka in which the converter writes
 */
record ConverterHeaders(List<Header> before, RecordHeaders kafka) {

  /** Those that are bytes. */
  static ConverterHeaders of(Headers headers) {
    RecordHeaders kafka = new RecordHeaders();
    headers.forEach(
        header -> {
          if (header.value() instanceof byte[] bytes) {
            kafka.add(header.key(), bytes);
          }
        });
    return new ConverterHeaders(List.of(kafka.toArray()), kafka);
  }

  /** Replaces those that the converter changed; all others stay as they are. */
  void writeTo(Headers headers) {
    List<Header> after = List.of(kafka.toArray());
    if (before.equals(after)) {
      return;
    }
    Stream.concat(before.stream(), after.stream())
        .map(Header::key)
        .distinct()
        .filter(name -> !named(before, name).equals(named(after, name)))
        .forEach(
            name -> {
              headers.remove(name);
              named(after, name).forEach(header -> headers.addBytes(name, header.value()));
            });
  }

  private static List<Header> named(List<Header> headers, String name) {
    return headers.stream().filter(header -> header.key().equals(name)).toList();
  }
}
