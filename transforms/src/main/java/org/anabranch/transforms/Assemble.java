package org.anabranch.transforms;

import java.util.Map;
import org.anabranch.transforms.lifecycle.StartedTransform;
import org.anabranch.transforms.lifecycle.TransformShell;
import org.anabranch.transforms.segment.AssembleOptions;
import org.anabranch.transforms.segment.StartedAssemble;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.connect.connector.ConnectRecord;

/**
 * Puts values back that {@link Segment} put elsewhere. First in the chain of a connector that reads
 * from Kafka: before that there is no row to be seen.
 *
 * <p>There is none for keys: they decide where a record goes, and are small.
 */
public final class Assemble {

  private Assemble() {}

  /**
   * Of records' values.
   *
   * <p>A record comes back exactly as it was, or not at all: a value that is not whole is waited
   * for, then refused. All other records pass as they are. No message tells a value.
   */
  public static final class Value<R extends ConnectRecord<R>> extends TransformShell<R> {

    @Override
    public ConfigDef config() {
      return AssembleOptions.definition();
    }

    @Override
    protected StartedTransform start(Map<String, ?> configuration) {
      return StartedAssemble.start(AssembleOptions.of(configuration));
    }
  }
}
