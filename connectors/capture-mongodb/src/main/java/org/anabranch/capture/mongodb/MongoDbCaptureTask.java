package org.anabranch.capture.mongodb;

import java.util.Map;
import org.anabranch.capture.CaptureTask;
import org.anabranch.capture.SourceDatabase;
import org.anabranch.records.config.ContextOptions;
import org.anabranch.records.config.PluginVersion;

/** The one task of a {@link MongoDbCaptureConnector}. */
public final class MongoDbCaptureTask extends CaptureTask {

  @Override
  protected SourceDatabase open(ContextOptions options, Map<String, String> config) {
    return new CapturedMongo(options, config);
  }

  @Override
  public String version() {
    return PluginVersion.of(MongoDbCaptureTask.class);
  }
}
