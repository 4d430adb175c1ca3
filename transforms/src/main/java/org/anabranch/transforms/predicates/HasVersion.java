package org.anabranch.transforms.predicates;

import java.util.Map;
import org.anabranch.records.config.PluginVersion;
import org.anabranch.records.header.ChangeHeader;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.connect.connector.ConnectRecord;
import org.apache.kafka.connect.transforms.predicates.Predicate;

/**
 * Whether a record carries a header {@code anabranch}, readable or not: whether a capture stamped
 * it.
 */
public final class HasVersion<R extends ConnectRecord<R>> implements Predicate<R> {

  @Override
  public ConfigDef config() {
    return new ConfigDef();
  }

  @Override
  public void configure(Map<String, ?> configuration) {}

  @Override
  public boolean test(R record) {
    return record.headers().lastWithName(ChangeHeader.NAME) != null;
  }

  @Override
  public String version() {
    return PluginVersion.of(HasVersion.class);
  }

  @Override
  public void close() {}

  @Override
  public String toString() {
    return "HasVersion";
  }
}
