package org.anabranch.transforms;

import java.util.Map;
import java.util.Objects;
import org.anabranch.records.config.PluginVersion;
import org.anabranch.transforms.priority.PriorityOptions;
import org.anabranch.transforms.priority.PriorityRoutes;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.connect.connector.ConnectRecord;
import org.apache.kafka.connect.transforms.Transformation;
import org.jspecify.annotations.Nullable;

/**
 * Sends the changes of urgent tables by other topics than those of patient ones, so that sinks of
 * their own read them, and says in a header how old what they tell may get
 * (docs/operations/priorities.md).
 *
 * <p>It goes by the table and by nothing else: a record of a table goes the same way whatever it
 * holds, and marks, stubs, truncates and tombstones go with the rows. So the changes of a row stay
 * in order, as merge sinks require. Partition, key, value and timestamp stay as they are. Records
 * of no table (heartbeats, transaction metadata, schema changes) pass as they are.
 */
public final class RouteByPriority<R extends ConnectRecord<R>> implements Transformation<R> {

  private @Nullable PriorityRoutes started;

  @Override
  public ConfigDef config() {
    return PriorityOptions.definition();
  }

  @Override
  public void configure(Map<String, ?> configuration) {
    started = new PriorityRoutes(PriorityOptions.of(configuration));
  }

  @Override
  public R apply(R record) {
    return Objects.requireNonNull(started, "configure() comes first").apply(record);
  }

  @Override
  public String version() {
    return PluginVersion.of(RouteByPriority.class);
  }

  @Override
  public void close() {}
}
