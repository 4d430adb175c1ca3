package org.anabranch.transforms;

import java.util.Map;
import org.anabranch.transforms.lifecycle.StartedTransform;
import org.anabranch.transforms.lifecycle.TransformShell;
import org.anabranch.transforms.segment.SegmentOptions;
import org.anabranch.transforms.segment.StartedSegment;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.connect.connector.ConnectRecord;

/**
 * Puts values elsewhere that are too large for their topic: as parts into a topic beside it, or as
 * files into a directory. Last in the chain of a connector that writes to Kafka, behind what may
 * alter or withhold a value: parts hold what leaves that.
 *
 * <p>There is none for keys: they decide where a record goes, and are small.
 */
public final class Segment {

  private Segment() {}

  /**
   * Of records' values.
   *
   * <p>A record that takes more than {@code max.bytes} goes on once its value is kept elsewhere,
   * with something small in its place and a header that says where it is. All other records pass as
   * they are, those without a value too. No message tells a value.
   */
  public static final class Value<R extends ConnectRecord<R>> extends TransformShell<R> {

    @Override
    public ConfigDef config() {
      return SegmentOptions.definition();
    }

    @Override
    protected StartedTransform start(Map<String, ?> configuration) {
      return StartedSegment.start(SegmentOptions.of(configuration));
    }
  }
}
