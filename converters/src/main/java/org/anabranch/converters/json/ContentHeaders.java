package org.anabranch.converters.json;

import java.nio.charset.StandardCharsets;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;

/**
 * What headers tell readers of other kinds: {@code content-encoding: zstd}, as HTTP calls it, and
 * the dictionary's id in decimal digits. Nothing of ours reads them, the frame says all of it.
 */
final class ContentHeaders {

  static final String ENCODING = "content-encoding";
  static final String DICTIONARY = "zstd-dictionary-id";

  private static final String ZSTD = "zstd";

  private ContentHeaders() {}

  /**
   * Tells of a frame.
   *
   * @param dictionaryId 0 for none
   */
  static void tell(Headers headers, long dictionaryId) {
    headers.remove(ENCODING).remove(DICTIONARY).add(ENCODING, ascii(ZSTD));
    if (dictionaryId != 0) {
      headers.add(DICTIONARY, ascii(Long.toString(dictionaryId)));
    }
  }

  /** Removes what the record was told of when it was compressed somewhere before. */
  static void forget(Headers headers) {
    Header encoding = headers.lastHeader(ENCODING);
    if (encoding != null
        && encoding.value() != null
        && new String(encoding.value(), StandardCharsets.UTF_8).equals(ZSTD)) {
      headers.remove(ENCODING).remove(DICTIONARY);
    }
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
