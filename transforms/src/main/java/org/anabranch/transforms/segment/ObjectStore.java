package org.anabranch.transforms.segment;

import org.apache.kafka.connect.errors.ConnectException;
import org.jspecify.annotations.Nullable;

/** Keeps contents whole, each under a name that is never given to another one. Thread-safe. */
public interface ObjectStore extends AutoCloseable {

  /**
   * Keeps an object; returns once it is safe. Where there is one of that name it is the same, and
   * may be left or written again.
   *
   * @throws ConnectException where it could not be kept; a retriable one where that may pass
   */
  void put(String name, byte[] content);

  /**
   * An object's content; null where there is none.
   *
   * @param bytes how many it has to have; what has another number is not read, and counts as none
   * @throws ConnectException where it could not be read; a retriable one where that may pass
   */
  byte @Nullable [] get(String name, long bytes);

  @Override
  void close();
}
