package org.anabranch.tools.dictionary;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import org.anabranch.converters.json.TrainedDictionary;

/** A dictionary's file, which nobody but its owner may read. */
public final class DictionaryFile {

  private DictionaryFile() {}

  /**
   * Makes the file.
   *
   * @throws FileAlreadyExistsException where there is one
   */
  public static void create(Path file, TrainedDictionary dictionary) throws IOException {
    FileAttribute<?>[] owners =
        FileSystems.getDefault().supportedFileAttributeViews().contains("posix")
            ? new FileAttribute<?>[] {
              PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
            }
            : new FileAttribute<?>[0];
    try (FileChannel channel =
        FileChannel.open(
            file, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), owners)) {
      ByteBuffer left = ByteBuffer.wrap(dictionary.bytes());
      while (left.hasRemaining()) {
        channel.write(left);
      }
      channel.force(true);
    }
  }
}
