package org.anabranch.keys.local;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Set;
import org.anabranch.keys.KeyProviderException;

/**
 * A file of key-encryption keys that nobody but its owner may read. It is read anew whenever a key
 * is needed, which is seldom, so that keys are added without a restart.
 */
public final class KeysetFile {

  private static final Set<PosixFilePermission> OWNER =
      EnumSet.of(
          PosixFilePermission.OWNER_READ,
          PosixFilePermission.OWNER_WRITE,
          PosixFilePermission.OWNER_EXECUTE);

  private final Path file;

  public KeysetFile(Path file) {
    this.file = file;
  }

  /**
   * What is in it now.
   *
   * @throws KeyProviderException where it cannot be read, others may read it, or it is no keyset
   */
  public Keyset read() {
    byte[] bytes;
    try {
      checkAccess();
      bytes = Files.readAllBytes(file);
    } catch (IOException e) {
      // It may be about to be replaced.
      throw KeyProviderException.passing("The keyset file " + file + " cannot be read", e);
    }
    try {
      return KeysetJson.read(bytes);
    } catch (IllegalArgumentException e) {
      throw KeyProviderException.lasting(
          "The keyset file %s is none: %s. See docs/formats/data-keys.md"
              .formatted(file, e.getMessage()),
          e);
    } finally {
      Arrays.fill(bytes, (byte) 0);
    }
  }

  private void checkAccess() throws IOException {
    if (isPosix() && !OWNER.containsAll(Files.getPosixFilePermissions(file))) {
      throw KeyProviderException.lasting(
          "Others than its owner have access to the keyset file %s. Run chmod 600 on it"
              .formatted(file),
          null);
    }
  }

  /**
   * Makes the file.
   *
   * @throws FileAlreadyExistsException where there is one
   */
  public void create(Keyset keyset) throws IOException {
    Path temporary = written(keyset);
    try {
      // Unlike a move, a link never takes another file's place.
      Files.createLink(file, temporary);
    } finally {
      Files.delete(temporary);
    }
  }

  /**
   * Puts a new file in the place of the one that is there, with the same owner; readers see one or
   * the other.
   *
   * @throws IOException where that does not succeed, such as where only root may give files to that
   *     owner; the one that is there stays then
   */
  public void replace(Keyset keyset) throws IOException {
    Path temporary = written(keyset);
    try {
      if (isPosix()) {
        // Or a worker could not read any more what root changed.
        Files.setOwner(temporary, Files.getOwner(file));
      }
      Files.move(
          temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(temporary);
    }
  }

  private Path written(Keyset keyset) throws IOException {
    Path absolute = file.toAbsolutePath();
    FileAttribute<?>[] attributes =
        isPosix()
            ? new FileAttribute<?>[] {
              PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
            }
            : new FileAttribute<?>[0];
    Path temporary = Files.createTempFile(absolute.getParent(), ".keyset-", ".new", attributes);
    try {
      write(temporary, KeysetJson.write(keyset));
    } catch (IOException | RuntimeException e) {
      Files.deleteIfExists(temporary);
      throw e;
    }
    return temporary;
  }

  /**
   * On the disk before it takes another one's place: a crash must not leave an empty file there.
   */
  private static void write(Path file, byte[] bytes) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      ByteBuffer left = ByteBuffer.wrap(bytes);
      while (left.hasRemaining()) {
        channel.write(left);
      }
      channel.force(true);
    } finally {
      Arrays.fill(bytes, (byte) 0);
    }
  }

  private static boolean isPosix() {
    return FileSystems.getDefault().supportedFileAttributeViews().contains("posix");
  }
}
