package org.anabranch.converters.json;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The dictionaries of one moment: all that read, and the one that writes. Never altered. */
final class CodecSet implements AutoCloseable {

  private final FrameCodec plain;
  private final Map<Long, FrameCodec> byId;
  private final long writtenId;

  private CodecSet(FrameCodec plain, Map<Long, FrameCodec> byId, long writtenId) {
    this.plain = plain;
    this.byId = Collections.unmodifiableMap(byId);
    this.writtenId = writtenId;
  }

  /** Without any dictionary. */
  static CodecSet none(int level) {
    return new CodecSet(FrameCodec.plain(level), Map.of(), 0);
  }

  /**
   * The set for these dictionaries, with the codecs of this one where they are the same.
   *
   * @throws DictionaryFileException where one is of no use, has changed, or the one to write with
   *     is missing; this set stays as it was
   */
  CodecSet with(Collection<TrainedDictionary> dictionaries, JsonOptions options)
      throws DictionaryFileException {
    Map<Long, FrameCodec> next = new TreeMap<>();
    List<FrameCodec> made = new ArrayList<>();
    try {
      long highest = 0;
      for (TrainedDictionary dictionary : dictionaries) {
        FrameCodec codec = byId.get(dictionary.id());
        if (codec == null) {
          codec = FrameCodec.of(dictionary, options.level());
          made.add(codec);
        } else if (!codec.isOf(dictionary)) {
          throw new DictionaryFileException(
              "the file of dictionary %d holds another one than before, with which nobody could read what was written. Put the old one back, and give the new one an id of its own"
                  .formatted(dictionary.id()));
        }
        next.put(dictionary.id(), codec);
        highest = Math.max(highest, dictionary.id());
      }
      return new CodecSet(plain, next, written(options, highest, next));
    } catch (DictionaryFileException e) {
      made.forEach(FrameCodec::close);
      throw e;
    }
  }

  private static long written(JsonOptions options, long highest, Map<Long, FrameCodec> codecs)
      throws DictionaryFileException {
    if (options.writtenId() == 0) {
      return highest;
    }
    if (!codecs.containsKey(options.writtenId())) {
      throw new DictionaryFileException(
          "dictionary %d, which %s names, is not in %s, where there are %s"
              .formatted(
                  options.writtenId(),
                  JsonOptions.WRITTEN_ID,
                  options.dictionaryPath(),
                  codecs.isEmpty() ? "none" : codecs.keySet()));
    }
    return options.writtenId();
  }

  FrameCodec writing() {
    return byId.getOrDefault(writtenId, plain);
  }

  /** Nothing where the dictionary is not there; id 0 is none. */
  @Nullable FrameCodec reading(long id) {
    return id == 0 ? plain : byId.get(id);
  }

  Set<Long> ids() {
    return byId.keySet();
  }

  /** 0 for none. */
  long writtenId() {
    return writtenId;
  }

  boolean sameAs(CodecSet other) {
    return byId.equals(other.byId) && writtenId == other.writtenId;
  }

  /** Closes what the next set has not taken over. */
  void closeAllBut(CodecSet next) {
    byId.forEach(
        (id, codec) -> {
          if (next.byId.get(id) != codec) {
            codec.close();
          }
        });
  }

  @Override
  public void close() {
    byId.values().forEach(FrameCodec::close);
    plain.close();
  }
}
