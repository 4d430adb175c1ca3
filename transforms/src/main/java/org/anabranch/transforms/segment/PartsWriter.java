package org.anabranch.transforms.segment;

import org.anabranch.records.header.Manifest;
import org.apache.kafka.connect.errors.ConnectException;
import org.jspecify.annotations.Nullable;

/** Keeps contents where a {@link PartsReader} finds them. */
interface PartsWriter extends AutoCloseable {

  /**
   * What is going to be said of a content; nothing is written yet.
   *
   * @param topic of the record
   * @param partition of the record; null where it is not chosen yet
   * @throws ConnectException where the content could not be kept for it
   */
  Manifest plan(byte[] content, String topic, @Nullable Integer partition);

  /**
   * Writes what was planned and returns once it is kept. Writing it again does no harm.
   *
   * @throws ConnectException where it could not be kept; a retriable one where that may pass
   */
  void write(Manifest manifest, byte[] content);

  @Override
  void close();
}
