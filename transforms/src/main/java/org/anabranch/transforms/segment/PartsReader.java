package org.anabranch.transforms.segment;

import org.anabranch.records.header.Manifest;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.errors.DataException;

/** Finds contents that a {@link PartsWriter} keeps. Safe for several threads. */
interface PartsReader extends AutoCloseable {

  /**
   * The content that a manifest describes: exactly that, or nothing. Waits for what has not
   * arrived.
   *
   * @param topic of the record, as it is named here
   * @throws DataException where it will not come any more
   * @throws ConnectException where it could not be read; a retriable one where that may pass
   */
  byte[] read(Manifest manifest, String topic);

  @Override
  void close();
}
