package org.anabranch.converters.json;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * One file with a dictionary, or a directory whose files {@code *.dict} are dictionaries. Files are
 * read again only where they look changed. Not for several threads at once.
 */
final class DictionaryFiles {

  static final String SUFFIX = ".dict";

  /** No trained dictionary is nearly as long. */
  private static final long FILE_BYTES_MAX = 4L << 20;

  /** A file that is just being written would pass for a shorter dictionary of the same id. */
  private static final Duration SETTLED_AFTER = Duration.ofSeconds(2);

  /** What a file looked like when it was read. */
  private record Look(long modifiedMillis, long bytes, @Nullable Object fileKey) {

    static Look at(BasicFileAttributes attributes) {
      return new Look(
          attributes.lastModifiedTime().toMillis(), attributes.size(), attributes.fileKey());
    }

    boolean isSettled(long nowMillis) {
      return Math.abs(nowMillis - modifiedMillis) >= SETTLED_AFTER.toMillis();
    }
  }

  /** A file's dictionary, as it was read. */
  private record Known(Look look, TrainedDictionary dictionary) {}

  private final Path path;
  private Map<Path, Known> known = Map.of();

  DictionaryFiles(Path path) {
    this.path = path;
  }

  /** Everything that is there. */
  Collection<TrainedDictionary> all() throws DictionaryFileException {
    return look(false);
  }

  /** The same without new files that somebody may be writing at this moment. */
  Collection<TrainedDictionary> settled() throws DictionaryFileException {
    return look(true);
  }

  private Collection<TrainedDictionary> look(boolean settledOnly) throws DictionaryFileException {
    long nowMillis = System.currentTimeMillis();
    Map<Path, Known> seen = new HashMap<>();
    Map<Long, Path> files = new TreeMap<>();
    Map<Long, TrainedDictionary> dictionaries = new TreeMap<>();
    for (Path file : list()) {
      Known read = read(file, settledOnly ? nowMillis : Long.MAX_VALUE);
      if (read == null) {
        continue;
      }
      seen.put(file, read);
      TrainedDictionary dictionary = read.dictionary();
      Path before = files.putIfAbsent(dictionary.id(), file);
      TrainedDictionary other = dictionaries.putIfAbsent(dictionary.id(), dictionary);
      if (other != null && !other.sameAs(dictionary)) {
        throw new DictionaryFileException(
            "%s and %s are different dictionaries of the same id %d. Train one of them with an id of its own"
                .formatted(before, file, dictionary.id()));
      }
    }
    known = seen;
    return dictionaries.values();
  }

  private List<Path> list() throws DictionaryFileException {
    if (!Files.isDirectory(path)) {
      return List.of(path);
    }
    List<Path> files = new ArrayList<>();
    try (Stream<Path> entries = Files.list(path)) {
      entries
          .filter(entry -> entry.getFileName().toString().endsWith(SUFFIX))
          .filter(entry -> !entry.getFileName().toString().startsWith("."))
          .filter(Files::isRegularFile)
          .sorted()
          .forEach(files::add);
    } catch (IOException | UncheckedIOException e) {
      throw new DictionaryFileException(
          "the directory %s cannot be read (%s). Let the worker's user read it"
              .formatted(path, e.getClass().getSimpleName()),
          e);
    }
    return files;
  }

  /** Nothing where the file is new and not settled at that time. */
  private @Nullable Known read(Path file, long nowMillis) throws DictionaryFileException {
    try {
      Look look = Look.at(Files.readAttributes(file, BasicFileAttributes.class));
      Known before = known.get(file);
      if (before != null && before.look().equals(look)) {
        return before;
      }
      if (!look.isSettled(nowMillis)) {
        return before;
      }
      if (look.bytes() > FILE_BYTES_MAX) {
        throw new DictionaryFileException(
            "%s is no dictionary: it has %d bytes".formatted(file, look.bytes()));
      }
      return new Known(look, TrainedDictionary.of(Files.readAllBytes(file)));
    } catch (NoSuchFileException e) {
      throw new DictionaryFileException(
          file + " is not there. Put the dictionary there, or name a directory of dictionaries", e);
    } catch (IOException e) {
      throw new DictionaryFileException(
          "%s cannot be read (%s). Let the worker's user read it"
              .formatted(file, e.getClass().getSimpleName()),
          e);
    } catch (IllegalArgumentException e) {
      throw new DictionaryFileException(file + " cannot be used: " + e.getMessage(), e);
    }
  }
}
