package org.anabranch.testkit.servers;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * Ports that one JVM hands out. Which range is whose is told by locked files in the directory for
 * temporary files: the system takes a lock back when its JVM ends in whatever way.
 */
final class PortRange {
  static final int SIZE = 1_000;
  private static final int FIRST = 20_000;
  private static final int RANGES = 12;

  private final int first;

  /** Held as long as this object is: a channel that nobody knows any more is closed. */
  private final @Nullable FileChannel locked;

  private PortRange(int number, @Nullable FileChannel locked) {
    this.first = FIRST + SIZE * number;
    this.locked = locked;
  }

  /**
   * A range that no other JVM has. Where there are more JVMs than ranges it is any: two that choose
   * ports by chance seldom choose the same.
   */
  static PortRange ofThisJvm() {
    for (int number = 0; number < RANGES; number++) {
      FileChannel locked = lock(number);
      if (locked != null) {
        return new PortRange(number, locked);
      }
    }
    return new PortRange(ThreadLocalRandom.current().nextInt(RANGES), null);
  }

  /** The first of {@value #SIZE}. */
  int first() {
    return first;
  }

  /** Whether no other JVM that asks has it. */
  boolean isOwn() {
    return locked != null;
  }

  @Override
  public String toString() {
    return "ports " + first + " to " + (first + SIZE - 1);
  }

  private static @Nullable FileChannel lock(int number) {
    Path file = Path.of(System.getProperty("java.io.tmpdir"), "anabranch-ports-" + number);
    try {
      FileChannel channel =
          FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      if (isLocked(channel)) {
        return channel;
      }
      channel.close();
      return null;
    } catch (IOException notOurs) {
      return null;
    }
  }

  private static boolean isLocked(FileChannel channel) throws IOException {
    try {
      return channel.tryLock() != null;
    } catch (OverlappingFileLockException takenInThisJvm) {
      return false;
    }
  }
}
