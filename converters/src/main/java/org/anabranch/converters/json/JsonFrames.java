package org.anabranch.converters.json;

import com.github.luben.zstd.ZstdException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.connect.errors.DataException;
import org.apache.kafka.connect.errors.RetriableException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Compresses and decompresses with the dictionaries that lie in a place, and follows when files
 * come and go there. For any number of threads. A look that goes wrong leaves everything as it was,
 * and is told in the log.
 */
public final class JsonFrames implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(JsonFrames.class);

  private final JsonOptions options;
  private final @Nullable DictionaryFiles files;

  /** Held for reading by whoever uses a codec, for writing by whoever closes one. */
  private final ReentrantReadWriteLock use = new ReentrantReadWriteLock();

  private CodecSet codecs;
  private volatile long lookNanos;
  private boolean closed;
  private String told = "";

  private JsonFrames(JsonOptions options, @Nullable DictionaryFiles files, CodecSet codecs) {
    this.options = options;
    this.files = files;
    this.codecs = codecs;
    this.lookNanos = System.nanoTime();
  }

  /**
   * Opens the dictionaries.
   *
   * @throws ConfigException where one is missing or of no use; says which and why
   */
  public static JsonFrames open(JsonOptions options) {
    CodecSet none = CodecSet.none(options.level());
    if (options.dictionaryPath() == null) {
      if (options.writtenId() > 0) {
        none.close();
        throw new ConfigException(
            JsonOptions.WRITTEN_ID, options.writtenId(), "Set " + JsonOptions.DICTIONARY_PATH);
      }
      return new JsonFrames(options, null, none);
    }
    DictionaryFiles files = new DictionaryFiles(options.dictionaryPath());
    try {
      CodecSet found = none.with(files.all(), options);
      if (found.ids().isEmpty()) {
        LOG.warn("There is no dictionary in {} yet", options.dictionaryPath());
      }
      return new JsonFrames(options, files, found);
    } catch (DictionaryFileException e) {
      none.close();
      throw new ConfigException(
          JsonOptions.DICTIONARY_PATH, options.dictionaryPath(), String.valueOf(e.getMessage()));
    }
  }

  /**
   * Writes and reads with one dictionary that lies in no file.
   *
   * @throws IllegalArgumentException where zstd cannot load it
   */
  public static JsonFrames with(TrainedDictionary dictionary, JsonOptions options) {
    CodecSet none = CodecSet.none(options.level());
    try {
      return new JsonFrames(options, null, none.with(List.of(dictionary), options));
    } catch (DictionaryFileException e) {
      none.close();
      throw new IllegalArgumentException(e.getMessage(), e);
    }
  }

  /** A frame with the content; nothing where it would not be shorter, or could not be read. */
  public byte @Nullable [] compress(byte[] content) {
    if (content.length < options.bytesMin() || content.length > options.contentBytesMax()) {
      return null;
    }
    lookIfDue();
    Lock lock = use.readLock();
    lock.lock();
    try {
      requireOpen();
      byte[] frame = codecs.writing().compress(content);
      return frame.length < content.length ? frame : null;
    } finally {
      lock.unlock();
    }
  }

  /** Whether this is a frame, and no plain JSON. */
  public static boolean isFrame(byte[] value) {
    return FrameHead.isFrame(value);
  }

  /** The id of the dictionary that a frame was written with; 0 for none. */
  public static long dictionaryId(byte[] frame) {
    return FrameHead.dictionaryId(frame);
  }

  /**
   * What a frame holds.
   *
   * @param topic for messages
   * @throws RetriableException where its dictionary is not there, which may come
   * @throws DataException where it is damaged, does not say its size, or holds too much
   */
  public byte[] decompress(String topic, byte[] frame) {
    int contentBytes = contentBytes(topic, frame);
    long id = FrameHead.dictionaryId(frame);
    lookIfDue();
    byte[] content = decompressKnown(topic, id, frame, contentBytes);
    if (content == null) {
      look();
      content = decompressKnown(topic, id, frame, contentBytes);
    }
    if (content == null) {
      throw unknown(topic, id);
    }
    return content;
  }

  private int contentBytes(String topic, byte[] frame) {
    long bytes = FrameHead.contentBytes(frame);
    if (bytes < 0) {
      throw new DataException(
          "A compressed value of topic '%s' does not say how long its content is: it is cut off, or was not written as docs/formats/compressed-json.md says"
              .formatted(topic));
    }
    if (bytes > options.contentBytesMax()) {
      throw new DataException(
          "A compressed value of topic '%s' says that it holds %d bytes, more than %s=%d"
              .formatted(topic, bytes, JsonOptions.CONTENT_BYTES_MAX, options.contentBytesMax()));
    }
    return (int) bytes;
  }

  private byte @Nullable [] decompressKnown(String topic, long id, byte[] frame, int contentBytes) {
    Lock lock = use.readLock();
    lock.lock();
    try {
      requireOpen();
      FrameCodec codec = codecs.reading(id);
      return codec == null ? null : codec.decompress(frame, contentBytes);
    } catch (ZstdException e) {
      throw new DataException(
          "A compressed value of topic '%s' cannot be read (%s): it was altered or cut off%s"
              .formatted(
                  topic,
                  e.getMessage(),
                  id == 0 ? "" : ", or was written with another dictionary of the id " + id));
    } finally {
      lock.unlock();
    }
  }

  private void requireOpen() {
    if (closed) {
      throw new IllegalStateException("The converter is closed");
    }
  }

  private RuntimeException unknown(String topic, long id) {
    if (files == null) {
      return new DataException(
          "Values of topic '%s' are compressed with dictionary %d. Set %s to a directory with its file"
              .formatted(topic, id, JsonOptions.DICTIONARY_PATH));
    }
    return new RetriableException(
        "Values of topic '%s' are compressed with dictionary %d, which is not in %s=%s, where there are %s. Put its file there; it is found without a restart. Connect waits for it as long as errors.retry.timeout says"
            .formatted(
                topic, id, JsonOptions.DICTIONARY_PATH, options.dictionaryPath(), knownIds()));
  }

  private Object knownIds() {
    Lock lock = use.readLock();
    lock.lock();
    try {
      return codecs.ids().isEmpty() ? "none" : codecs.ids();
    } finally {
      lock.unlock();
    }
  }

  private void lookIfDue() {
    if (files != null
        && System.nanoTime() - lookNanos
            >= TimeUnit.MILLISECONDS.toNanos(options.refreshMillis())) {
      look();
    }
  }

  private synchronized void look() {
    if (files == null || closed) {
      return;
    }
    try {
      CodecSet next = codecs.with(files.settled(), options);
      replace(next);
      told = "";
    } catch (DictionaryFileException e) {
      String problem = String.valueOf(e.getMessage());
      if (!problem.equals(told)) {
        LOG.warn("The dictionaries stay as they are: {}", problem);
        told = problem;
      }
    } finally {
      lookNanos = System.nanoTime();
    }
  }

  private void replace(CodecSet next) {
    if (next.sameAs(codecs)) {
      return;
    }
    Lock lock = use.writeLock();
    lock.lock();
    try {
      codecs.closeAllBut(next);
      codecs = next;
    } finally {
      lock.unlock();
    }
    LOG.info("Dictionaries {} are read with, {} is written with", next.ids(), next.writtenId());
  }

  /** Frees what lies outside of the heap. Nothing may be compressed or decompressed afterwards. */
  @Override
  public synchronized void close() {
    Lock lock = use.writeLock();
    lock.lock();
    try {
      closed = true;
      codecs.close();
    } finally {
      lock.unlock();
    }
  }
}
