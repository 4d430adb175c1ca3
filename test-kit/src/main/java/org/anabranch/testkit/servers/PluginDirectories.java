package org.anabranch.testkit.servers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * The plugin directories that the build makes: {@code <module>/target/plugin/<artifactId>/} with
 * the module's jar and those that it needs. They are as old as the last build; nothing here builds
 * them.
 */
public final class PluginDirectories {
  private static final String LOCATION = "target/plugin";
  private static final int MODULE_DEPTH_MAX = 2;

  private PluginDirectories() {}

  /** The {@code plugin.path} entries for the plugins of these modules, named by artifact id. */
  public static List<Path> of(String... artifactIds) {
    return under(projectRoot(), artifactIds);
  }

  static List<Path> under(Path root, String... artifactIds) {
    return Stream.of(artifactIds).map(artifactId -> entry(root, artifactId)).toList();
  }

  /** The root of the project: the nearest directory upwards that has {@code .mvn}. */
  public static Path projectRoot() {
    Path start = Path.of("").toAbsolutePath();
    for (Path directory = start; directory != null; directory = directory.getParent()) {
      if (Files.isDirectory(directory.resolve(".mvn"))) {
        return directory;
      }
    }
    throw new IllegalStateException(
        "Neither " + start + " nor a directory above it has .mvn, which marks the project's root");
  }

  private static Path entry(Path root, String artifactId) {
    try (Stream<Path> directories =
        Files.find(root, MODULE_DEPTH_MAX, (path, is) -> is.isDirectory())) {
      return directories
          .map(module -> module.resolve(LOCATION))
          .filter(entry -> holdsJar(entry.resolve(artifactId)))
          .findFirst()
          .orElseThrow(() -> missing(artifactId, root));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static boolean holdsJar(Path plugin) {
    if (!Files.isDirectory(plugin)) {
      return false;
    }
    try (Stream<Path> files = Files.list(plugin)) {
      return files.anyMatch(file -> file.toString().endsWith(".jar"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static IllegalStateException missing(String artifactId, Path root) {
    return new IllegalStateException(
        "No plugin directory %s/%s in any module of %s. Build it: mvn -f %s -pl :%s -am package -DskipTests"
            .formatted(LOCATION, artifactId, root, root.resolve("pom.xml"), artifactId));
  }
}
