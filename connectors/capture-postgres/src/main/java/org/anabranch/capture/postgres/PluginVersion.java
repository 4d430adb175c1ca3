package org.anabranch.capture.postgres;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;

/** The version that the build gave this plugin. */
final class PluginVersion {

  private static final String RESOURCE = "version.properties";
  private static final String VALUE = read();

  private PluginVersion() {}

  static String get() {
    return VALUE;
  }

  private static String read() {
    try (InputStream in = PluginVersion.class.getResourceAsStream(RESOURCE)) {
      if (in == null) {
        throw new IllegalStateException(RESOURCE + " is missing in the plugin's jar");
      }
      Properties properties = new Properties();
      properties.load(in);
      return properties.getProperty("version");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
