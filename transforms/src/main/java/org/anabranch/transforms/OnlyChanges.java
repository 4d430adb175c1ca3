package org.anabranch.transforms;

import java.util.Map;
import org.anabranch.transforms.changes.OnlyChangesOptions;
import org.anabranch.transforms.changes.StartedOnlyChanges;
import org.anabranch.transforms.lifecycle.StartedTransform;
import org.anabranch.transforms.lifecycle.TransformShell;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.connect.connector.ConnectRecord;

/**
 * Sends updates without the columns that they leave alone. It belongs into the capture's connector,
 * behind all transforms that read rows. There is none for keys, of which every column is needed.
 */
public final class OnlyChanges {

  private OnlyChanges() {}

  /**
   * Leaves out of both images of an update what they tell alike, and names it in the header {@code
   * anabranch} as unchanged, so that merge sinks leave it alone. With a schema the columns are NULL
   * and the schema stays as it is; a column that may not be NULL stays. Without a schema they are
   * not there.
   *
   * <p>Whatever is no update of the tables that are named passes as it is, and so does an update
   * that changes nothing, by which a row is sent again. Records and what they hold are never
   * altered, but copied. Safe for several threads.
   */
  public static final class Value<R extends ConnectRecord<R>> extends TransformShell<R> {

    @Override
    public ConfigDef config() {
      return OnlyChangesOptions.definition();
    }

    @Override
    protected StartedTransform start(Map<String, ?> configuration) {
      return new StartedOnlyChanges(OnlyChangesOptions.of(configuration));
    }
  }
}
