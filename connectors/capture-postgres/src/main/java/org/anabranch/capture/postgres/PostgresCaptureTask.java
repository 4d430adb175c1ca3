package org.anabranch.capture.postgres;

import java.util.Map;
import org.anabranch.capture.CaptureTask;
import org.anabranch.capture.SourceDatabase;
import org.anabranch.records.config.ContextOptions;

/** The one task of a {@link PostgresCaptureConnector}. */
public final class PostgresCaptureTask extends CaptureTask {

  @Override
  protected SourceDatabase open(ContextOptions options, Map<String, String> config) {
    return new CapturedPostgres(options, config);
  }

  @Override
  public String version() {
    return PluginVersion.get();
  }
}
