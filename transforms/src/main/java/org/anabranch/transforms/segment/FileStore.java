package org.anabranch.transforms.segment;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import org.apache.kafka.connect.errors.RetriableException;
import org.jspecify.annotations.Nullable;

/**
 * Objects as files of a directory. A file comes into being whole and is never altered, so any
 * number of writers may write it.
 */
final class FileStore implements ObjectStore {

  private final Path directory;

  FileStore(Path directory) {
    this.directory = directory;
  }

  @Override
  public void put(String name, byte[] content) {
    Path file = directory.resolve(name);
    try {
      if (Files.exists(file) && Files.size(file) == content.length) {
        return;
      }
      Files.createDirectories(file.getParent());
      Path made = Files.createTempFile(file.getParent(), "unfinished-", ".part");
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
  public byte @Nullable [] get(String name, long bytes) {
    Path file = directory.resolve(name);
    try {
      return Files.size(file) == bytes ? Files.readAllBytes(file) : null;
    } catch (NoSuchFileException e) {
      return null;
    } catch (IOException e) {
      throw unusable("read", e);
    }
  }

  private static RetriableException unusable(String what, IOException e) {
    return new RetriableException(
        "A value could not be %s in %s (%s)"
            .formatted(what, FileStoreProvider.DIRECTORY, e.getClass().getSimpleName()),
        e);
  }

  @Override
  public void close() {}
}
