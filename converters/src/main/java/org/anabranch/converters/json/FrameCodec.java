package org.anabranch.converters.json;

import com.github.luben.zstd.ZstdCompressCtx;
import com.github.luben.zstd.ZstdDecompressCtx;
import com.github.luben.zstd.ZstdDictCompress;
import com.github.luben.zstd.ZstdDictDecompress;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;

/**
 * Writes and reads frames of one dictionary, or of none. For any number of threads: each takes
 * contexts of its own, which are kept for the next. Nobody may use it while or after it is closed.
 */
final class FrameCodec implements AutoCloseable {

  private final int level;
  private final @Nullable TrainedDictionary dictionary;
  private final @Nullable ZstdDictDecompress reading;
  private final Queue<ZstdCompressCtx> compressors = new ConcurrentLinkedQueue<>();
  private final Queue<ZstdDecompressCtx> decompressors = new ConcurrentLinkedQueue<>();
  private @Nullable ZstdDictCompress writing;

  private FrameCodec(int level, @Nullable TrainedDictionary dictionary) {
    this.level = level;
    this.dictionary = dictionary;
    this.reading = dictionary == null ? null : new ZstdDictDecompress(dictionary.bytes());
  }

  /** Without a dictionary. */
  static FrameCodec plain(int level) {
    return new FrameCodec(level, null);
  }

  /**
   * With a dictionary.
   *
   * @throws DictionaryFileException where zstd cannot read it
   */
  static FrameCodec of(TrainedDictionary dictionary, int level) throws DictionaryFileException {
    try {
      return new FrameCodec(level, dictionary);
    } catch (RuntimeException e) {
      throw new DictionaryFileException(
          "dictionary %d is damaged: zstd cannot load it".formatted(dictionary.id()), e);
    }
  }

  boolean isOf(TrainedDictionary other) {
    return dictionary != null && dictionary.sameAs(other);
  }

  /** One frame, with the content's size, its checksum, and the dictionary's id. */
  byte[] compress(byte[] content) {
    ZstdCompressCtx context = compressors.poll();
    if (context == null) {
      context = compressor();
    }
    byte[] frame;
    try {
      frame = context.compress(content);
    } catch (RuntimeException e) {
      context.close();
      throw e;
    }
    compressors.add(context);
    return frame;
  }

  private ZstdCompressCtx compressor() {
    ZstdCompressCtx context = new ZstdCompressCtx();
    context.setLevel(level).setChecksum(true).setContentSize(true).setDictID(true);
    ZstdDictCompress dict = writing();
    return dict == null ? context : context.loadDict(dict);
  }

  /** Most dictionaries are only read, so its tables are made for the first record. */
  private synchronized @Nullable ZstdDictCompress writing() {
    if (writing == null && dictionary != null) {
      writing = new ZstdDictCompress(dictionary.bytes(), level);
    }
    return writing;
  }

  /**
   * The content of a frame.
   *
   * @param contentBytes how long it is, as the frame says
   * @throws com.github.luben.zstd.ZstdException where the frame is damaged or another dictionary's
   */
  byte[] decompress(byte[] frame, int contentBytes) {
    ZstdDecompressCtx context = decompressors.poll();
    if (context == null) {
      context = new ZstdDecompressCtx();
      if (reading != null) {
        context.loadDict(reading);
      }
    }
    byte[] content;
    try {
      content = context.decompress(frame, contentBytes);
    } catch (RuntimeException e) {
      context.close();
      throw e;
    }
    decompressors.add(context);
    return content;
  }

  /** Contexts first: they point to the dictionaries. */
  @Override
  public synchronized void close() {
    compressors.forEach(ZstdCompressCtx::close);
    compressors.clear();
    decompressors.forEach(ZstdDecompressCtx::close);
    decompressors.clear();
    if (writing != null) {
      writing.close();
      writing = null;
    }
    if (reading != null) {
      reading.close();
    }
  }
}
