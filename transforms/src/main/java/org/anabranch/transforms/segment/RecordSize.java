package org.anabranch.transforms.segment;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.connect.header.Header;
import org.apache.kafka.connect.header.Headers;
import org.jspecify.annotations.Nullable;

/**
 * What a record takes at most in a topic, as brokers count for {@code max.message.bytes}: as a
 * batch of its own, not compressed. After Kafka's description of its message format (batches and
 * records of version 2).
 */
final class RecordSize {

  private static final int BATCH = 61;

  /** Its length, attributes, time, offset, and the lengths of key, value and headers. */
  private static final int RECORD = 5 + 1 + 10 + 5 + 5 + 5 + 5;

  /** Both lengths of a header. */
  private static final int HEADER = 5 + 5;

  /** What converters of headers put around a text at most; JsonConverter with schemas is one. */
  private static final int AROUND_TEXT = 100;

  private RecordSize() {}

  /** In bytes, without the headers. */
  static long of(long key, long value) {
    return BATCH + RECORD + key + value;
  }

  /** What headers add; that of headers that are neither bytes nor text is an estimate. */
  static long of(Headers headers) {
    long size = 0;
    for (Header header : headers) {
      size += of(header.key(), header.value());
    }
    return size;
  }

  /** What one header adds. */
  static long of(String name, @Nullable Object value) {
    return HEADER + utf8(name) + valueSize(value);
  }

  private static long valueSize(@Nullable Object value) {
    if (value == null) {
      return 0;
    }
    if (value instanceof byte[] bytes) {
      return bytes.length;
    }
    return value instanceof ByteBuffer buffer
        ? buffer.remaining()
        : AROUND_TEXT + utf8(value.toString());
  }

  private static int utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8).length;
  }
}
