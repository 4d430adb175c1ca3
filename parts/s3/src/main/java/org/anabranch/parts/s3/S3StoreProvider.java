package org.anabranch.parts.s3;

import java.util.Map;
import org.anabranch.transforms.segment.ObjectStore;
import org.anabranch.transforms.segment.ObjectStoreProvider;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigException;

/** S3, by Amazon's own SDK. */
public final class S3StoreProvider implements ObjectStoreProvider {

  @Override
  public String name() {
    return "s3";
  }

  @Override
  public ConfigDef define(ConfigDef options) {
    return S3Options.define(options);
  }

  @Override
  public void check(Map<String, ?> parsed) {
    if (parsed.get(S3Options.BUCKET) == null) {
      throw new ConfigException(
          "parts.store=s3 needs "
              + S3Options.BUCKET
              + ". Set it to a bucket of the workers' region");
    }
  }

  @Override
  public ObjectStore open(Map<String, ?> configuration) {
    check(configuration);
    return S3Store.open(S3Options.of(configuration));
  }
}
