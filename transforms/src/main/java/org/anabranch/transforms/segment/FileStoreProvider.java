package org.anabranch.transforms.segment;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;
import org.apache.kafka.common.config.ConfigDef.Width;
import org.apache.kafka.common.config.ConfigException;

/** A directory that all workers have mounted. */
public final class FileStoreProvider implements ObjectStoreProvider {

  static final String DIRECTORY = "parts.directory";

  @Override
  public String name() {
    return "file";
  }

  @Override
  public ConfigDef define(ConfigDef options) {
    return options.define(
        DIRECTORY,
        ConfigDef.Type.STRING,
        null,
        null,
        Importance.MEDIUM,
        "The directory of parts.store=file. It must be there. Files are named by the SHA-256 of"
            + " what they hold and are never altered; nothing here deletes them.",
        PartsOptions.GROUP,
        4,
        Width.LONG,
        "Directory of parts");
  }

  @Override
  public void check(Map<String, ?> parsed) {
    if (parsed.get(DIRECTORY) == null) {
      throw new ConfigException(
          "%s=file needs %s. Set it to a directory of all workers"
              .formatted(PartsOptions.STORE, DIRECTORY));
    }
  }

  @Override
  public ObjectStore open(Map<String, ?> configuration) {
    AbstractConfig config = new AbstractConfig(define(new ConfigDef()), configuration, false);
    check(config.values());
    Path directory = Path.of(config.getString(DIRECTORY));
    if (!Files.isDirectory(directory)) {
      throw new ConfigException(
          DIRECTORY + " is no directory that this worker has. Mount it there, on all workers");
    }
    return new FileStore(directory);
  }
}
