package org.anabranch.transforms.segment;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import org.anabranch.records.header.Manifest;
import org.anabranch.records.header.Manifest.InStore;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.errors.DataException;
import org.apache.kafka.connect.errors.RetriableException;
import org.jspecify.annotations.Nullable;

/**
 * Keeps contents whole, as files named by their SHA-256 in directories of its first two digits. A
 * file comes into being whole and is never altered, so any number of writers may write it. Safe for
 * several threads.
 */
final class FileParts implements PartsWriter, PartsReader {

  private static final int DIRECTORY_DIGITS = 2;
  private static final Duration LOOK = Duration.ofMillis(50);

  private final Path directory;
  private final Duration timeout;

  /**
   * In a directory.
   *
   * @param timeout how long a reader waits for a file
   * @throws ConnectException where there is no such directory
   */
  FileParts(Path directory, Duration timeout) {
    if (!Files.isDirectory(directory)) {
      throw new ConnectException(
          "%s is no directory that this worker has. Mount it there, on all workers"
              .formatted(PartsOptions.DIRECTORY));
    }
    this.directory = directory;
    this.timeout = timeout;
  }

  @Override
  public Manifest plan(byte[] content, String topic, @Nullable Integer partition) {
    return new Manifest(ContentHash.of(content), content.length, new InStore());
  }

  @Override
  public void write(Manifest manifest, byte[] content) {
    Path file = file(manifest);
    try {
      if (Files.exists(file) && Files.size(file) == content.length) {
        return;
      }
      Files.createDirectories(file.getParent());
      Path made = Files.createTempFile(file.getParent(), manifest.sha256(), ".part");
      try {
        fill(made, content);
        Files.move(made, file, StandardCopyOption.ATOMIC_MOVE);
      } finally {
        Files.deleteIfExists(made);
      }
    } catch (IOException e) {
      throw unusable("written", e);
    }
  }

  /** On the disk when it returns. */
  private static void fill(Path file, byte[] content) throws IOException {
    try (FileChannel out = FileChannel.open(file, StandardOpenOption.WRITE)) {
      ByteBuffer rest = ByteBuffer.wrap(content);
      while (rest.hasRemaining()) {
        int unused = out.write(rest);
      }
      out.force(true);
    }
  }

  @Override
  public byte[] read(Manifest manifest, String topic) {
    if (!(manifest.place() instanceof InStore)) {
      throw new DataException(
          "Its value lies in a topic. Set %s=kafka".formatted(PartsOptions.STORE));
    }
    long deadline = System.nanoTime() + timeout.toNanos();
    byte[] content = find(manifest);
    while (content == null && System.nanoTime() < deadline) {
      pause();
      content = find(manifest);
    }
    if (content == null) {
      throw new RetriableException(
          "Its value is no file in %s after %s=%d. Look whether writers and readers have the same directory, and whether something deletes files that are needed; then send the row again"
              .formatted(PartsOptions.DIRECTORY, AssembleOptions.WAIT_MS, timeout.toMillis()));
    }
    if (!ContentHash.of(content).equals(manifest.sha256())) {
      throw new DataException(
          "Its value's file in %s is not what was written. Delete it, and send the row again"
              .formatted(PartsOptions.DIRECTORY));
    }
    return content;
  }

  private byte @Nullable [] find(Manifest manifest) {
    Path file = file(manifest);
    try {
      return Files.size(file) == manifest.bytes() ? Files.readAllBytes(file) : null;
    } catch (NoSuchFileException e) {
      return null;
    } catch (IOException e) {
      throw unusable("read", e);
    }
  }

  private Path file(Manifest manifest) {
    return directory
        .resolve(manifest.sha256().substring(0, DIRECTORY_DIGITS))
        .resolve(manifest.sha256());
  }

  private static void pause() {
    try {
      Thread.sleep(LOOK.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ConnectException("Interrupted while a value was awaited", e);
    }
  }

  private static ConnectException unusable(String what, IOException e) {
    return new RetriableException(
        "A value could not be %s in %s (%s)"
            .formatted(what, PartsOptions.DIRECTORY, e.getClass().getSimpleName()),
        e);
  }

  @Override
  public void close() {}
}
