package org.anabranch.testkit.servers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;

/**
 * Cleans up when this JVM ends in whatever way, SIGKILL included, and nobody cleaned up before.
 *
 * <p>A shell waits for the end of its standard input, which the system closes with the JVM that
 * holds the other end; a shutdown hook would not run when the JVM is killed. It needs a POSIX
 * shell.
 */
final class JvmEnd {
  private static final String WAIT_FOR_END =
      "trap '' INT TERM HUP; while read -r line; do :; done; cd /; ";

  private final Process shell;

  private JvmEnd(Process shell) {
    this.shell = shell;
  }

  /** Runs the script after the end of the JVM; the directory is its {@code $0}. */
  static JvmEnd runs(String script, Path directory) {
    try {
      return new JvmEnd(
          new ProcessBuilder("sh", "-c", WAIT_FOR_END + script, directory.toString())
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start());
    } catch (IOException e) {
      throw new UncheckedIOException("No shell to clean up after this JVM", e);
    }
  }

  void cancel() {
    shell.destroyForcibly();
    try {
      shell.waitFor();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
