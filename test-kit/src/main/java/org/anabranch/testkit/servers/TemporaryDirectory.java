package org.anabranch.testkit.servers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** A new directory that is deleted, with all that is in it, when it is closed or the JVM ends. */
final class TemporaryDirectory implements AutoCloseable {
  private static final String DELETE = "rm -rf \"$0\"";

  private final Path path;
  private final JvmEnd jvmEnd;

  private TemporaryDirectory(Path path, JvmEnd jvmEnd) {
    this.path = path;
    this.jvmEnd = jvmEnd;
  }

  static TemporaryDirectory create(String prefix) {
    return create(prefix, "");
  }

  /**
   * At the end of the JVM the script runs before the directory is deleted, and finds it as {@code
   * $0}.
   */
  static TemporaryDirectory create(String prefix, String scriptAtJvmEnd) {
    try {
      Path path = Files.createTempDirectory(prefix);
      return new TemporaryDirectory(path, JvmEnd.runs(scriptAtJvmEnd + DELETE, path));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  Path path() {
    return path;
  }

  @Override
  public void close() {
    if (Files.exists(path)) {
      try (Stream<Path> found = Files.walk(path)) {
        List<Path> deepestFirst = found.sorted(Comparator.reverseOrder()).toList();
        for (Path each : deepestFirst) {
          Files.deleteIfExists(each);
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    jvmEnd.cancel();
  }
}
