package org.anabranch.testkit.servers;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.JarFile;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The class path of this JVM without what belongs into plugin directories. */
final class ConnectClassPath {
  /**
   * Packages of plugins and of what they bring along; a plugin directory that lacks one of them
   * must fail.
   */
  private static final List<String> PLUGIN_PACKAGES =
      List.of("org/anabranch/", "io/debezium/", "org/postgresql/", "com/mongodb/", "org/bson/");

  private ConnectClassPath() {}

  static String withoutPlugins() {
    return Pattern.compile(Pattern.quote(File.pathSeparator))
        .splitAsStream(System.getProperty("java.class.path"))
        .map(entry -> Path.of(entry).toAbsolutePath())
        .filter(Files::exists)
        .filter(entry -> entry.equals(ownPath()) || !holdsPlugin(entry))
        .map(Path::toString)
        .collect(Collectors.joining(File.pathSeparator));
  }

  private static Path ownPath() {
    try {
      return Path.of(
          ConnectClassPath.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException("Where the test kit's classes are is not known", e);
    }
  }

  private static boolean holdsPlugin(Path entry) {
    if (Files.isDirectory(entry)) {
      return PLUGIN_PACKAGES.stream().anyMatch(name -> Files.exists(entry.resolve(name)));
    }
    try (JarFile jar = new JarFile(entry.toFile());
        Stream<String> names = jar.stream().map(file -> file.getName())) {
      return names.anyMatch(name -> PLUGIN_PACKAGES.stream().anyMatch(name::startsWith));
    } catch (IOException e) {
      throw new UncheckedIOException("Class path entry " + entry + " is not readable", e);
    }
  }
}
