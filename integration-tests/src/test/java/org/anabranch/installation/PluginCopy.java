package org.anabranch.installation;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.anabranch.testkit.servers.PluginDirectories;

/** A plugin directory as an admin copies it. */
final class PluginCopy {

  private PluginCopy() {}

  /** Copies the jars of a module's plugin directory into a new one, which it returns. */
  static Path of(String artifactId, Path target) throws IOException {
    Files.createDirectories(target);
    Path source = PluginDirectories.of(artifactId).get(0).resolve(artifactId);
    try (Stream<Path> jars = Files.list(source)) {
      for (Path jar : jars.toList()) {
        Files.copy(jar, target.resolve(jar.getFileName()));
      }
    }
    return target;
  }
}
