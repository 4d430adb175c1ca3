package org.anabranch.keys.local;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Map;
import org.anabranch.keys.KeyWrapper;
import org.anabranch.keys.KeyWrapperProvider;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;
import org.apache.kafka.common.config.ConfigDef.Width;
import org.apache.kafka.common.config.ConfigException;

/** The provider {@code local}: key-encryption keys in a file that every worker has. */
public final class LocalProvider implements KeyWrapperProvider {

  public static final String FILE = "kek.local.keyset.file";

  @Override
  public String name() {
    return "local";
  }

  @Override
  public ConfigDef define(ConfigDef options) {
    return options.define(
        FILE,
        ConfigDef.Type.STRING,
        null,
        null,
        Importance.HIGH,
        "With kek.provider=local, needed: the file of key-encryption keys, the same on every worker,"
            + " readable by nobody but its owner; tools/anabranch create-keyset makes it. It is read"
            + " again whenever a key is needed.",
        "Key-encryption key",
        10,
        Width.LONG,
        "Keyset file");
  }

  @Override
  public KeyWrapper open(String keyId, Map<String, ?> configuration) {
    Object file = configuration.get(FILE);
    if (file == null || file.toString().isBlank()) {
      throw new ConfigException(
          FILE + " is missing. Name the file that tools/anabranch create-keyset made");
    }
    try {
      return new LocalKeyWrapper(new KeysetFile(Path.of(file.toString())), keyId);
    } catch (InvalidPathException e) {
      throw new ConfigException(FILE, file, "It is no path of a file");
    }
  }
}
