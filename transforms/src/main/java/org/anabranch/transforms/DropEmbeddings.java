package org.anabranch.transforms;

import java.util.Map;
import org.anabranch.transforms.embeddings.DropEmbeddingsOptions;
import org.anabranch.transforms.embeddings.StartedDropEmbeddings;
import org.anabranch.transforms.lifecycle.StartedTransform;
import org.anabranch.transforms.lifecycle.TransformShell;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.connect.connector.ConnectRecord;

/**
 * Keeps vectors in the region that computed them: every region computes its own. It belongs into
 * the capture's connector. There is none for keys, since no vector is one.
 */
public final class DropEmbeddings {

  private DropEmbeddings() {}

  /**
   * Takes the columns of vectors, and those about them, out of both images of a change. Where a
   * vector has to be computed, since the row is new or what it is computed from has changed, the
   * flag that says so is true; else it is left out, since whether its own vector is out of date
   * each region knows by itself. The header {@code anabranch} names what is left out as unchanged,
   * so that merge sinks leave it alone; the header {@code anabranch.embedding} tells model,
   * dimension and a hash of the content.
   *
   * <p>It fails closed: a record is refused ({@link org.apache.kafka.connect.errors.DataException})
   * that lacks a column that is named, or of which nobody can say whether its content changed. A
   * change in which nothing else changed goes all the same, since what is stamped has to arrive.
   * Records and what they hold are never altered, but copied. Safe for several threads.
   */
  public static final class Value<R extends ConnectRecord<R>> extends TransformShell<R> {

    @Override
    public ConfigDef config() {
      return DropEmbeddingsOptions.definition();
    }

    @Override
    protected StartedTransform start(Map<String, ?> configuration) {
      return new StartedDropEmbeddings(DropEmbeddingsOptions.of(configuration));
    }
  }
}
