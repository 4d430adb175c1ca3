package org.anabranch.testkit.servers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * A new directory that is deleted, with all that is in it, when it is closed or the JVM ends.
 *
 * <p>It lies in memory where the system offers that with room for it: servers that live for seconds
 * write thousands of files, which disks take longer to create and to delete than the tests take.
 * The system property {@value #PARENT} names another place.
 */
public final class TemporaryDirectory implements AutoCloseable {
  /** The system property that says where servers keep their files. */
  static final String PARENT = "servers.directory";

  /** In the name of each, so that what this JVM leaves over is told from what others use. */
  static final String THIS_JVM = ProcessHandle.current().pid() + "-";

  private static final String DELETE = "rm -rf \"$0\"";
  private static final Path IN_MEMORY = Path.of("/dev/shm");
  private static final long FREE_BYTES_MIN = 4L << 30;

  private final Path path;
  private final JvmEnd jvmEnd;

  private TemporaryDirectory(Path path, JvmEnd jvmEnd) {
    this.path = path;
    this.jvmEnd = jvmEnd;
  }

  public static TemporaryDirectory create(String prefix) {
    return create(prefix, "");
  }

  /**
   * At the end of the JVM the script runs before the directory is deleted, and finds it as {@code
   * $0}.
   */
  static TemporaryDirectory create(String prefix, String scriptAtJvmEnd) {
    try {
      Path path = Files.createTempDirectory(parent(), prefix + THIS_JVM);
      return new TemporaryDirectory(path, JvmEnd.runs(scriptAtJvmEnd + DELETE, path));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Where directories are created. */
  static Path parent() {
    String chosen = System.getProperty(PARENT);
    if (chosen != null) {
      return Path.of(chosen);
    }
    return isRoomy(IN_MEMORY) ? IN_MEMORY : Path.of(System.getProperty("java.io.tmpdir"));
  }

  private static boolean isRoomy(Path directory) {
    try {
      return Files.isWritable(directory)
          && Files.getFileStore(directory).getUsableSpace() >= FREE_BYTES_MIN;
    } catch (IOException unknown) {
      return false;
    }
  }

  public Path path() {
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
