package org.anabranch.transforms;

import java.util.Map;
import org.anabranch.keys.config.KeyOptions;
import org.anabranch.transforms.encrypt.StartedFields;
import org.anabranch.transforms.lifecycle.StartedTransform;
import org.anabranch.transforms.lifecycle.TransformShell;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.connect.connector.ConnectRecord;

/** What a transform with data keys does from its configuration to its end. */
abstract class KeyedFields<R extends ConnectRecord<R>> extends TransformShell<R> {

  /** Its options but for those of the keys. */
  abstract ConfigDef options();

  /**
   * Starts it.
   *
   * @param configuration as Connect gave it, for the keys
   * @throws org.apache.kafka.common.config.ConfigException where it is wrong
   */
  abstract StartedFields started(AbstractConfig config, Map<String, ?> configuration);

  @Override
  public ConfigDef config() {
    return KeyOptions.define(options());
  }

  @Override
  protected StartedTransform start(Map<String, ?> configuration) {
    return started(new AbstractConfig(config(), configuration, false), configuration);
  }
}
