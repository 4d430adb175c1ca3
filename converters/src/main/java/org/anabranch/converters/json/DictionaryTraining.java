package org.anabranch.converters.json;

import com.github.luben.zstd.ZstdDictTrainer;
import java.util.Collection;

/** Makes dictionaries of records. */
public final class DictionaryTraining {

  /** Fewer say little about the records to come. */
  public static final int SAMPLES_MIN = 100;

  /** The samples' bytes for each byte of the dictionary. zstd itself advises 100. */
  public static final int SAMPLE_BYTES_PER_BYTE_MIN = 10;

  private DictionaryTraining() {}

  /**
   * Trains a dictionary.
   *
   * @param samples values of records as a converter writes them, before they are compressed
   * @param bytesMax how long the dictionary becomes at most
   * @param id the new dictionary's
   * @throws IllegalArgumentException where the samples are too few or zstd refuses them; says what
   *     is needed and nothing of what they hold
   */
  public static TrainedDictionary train(Collection<byte[]> samples, int bytesMax, long id) {
    long sampleBytes = samples.stream().mapToLong(sample -> sample.length).sum();
    if (samples.size() < SAMPLES_MIN || sampleBytes < (long) SAMPLE_BYTES_PER_BYTE_MIN * bytesMax) {
      throw new IllegalArgumentException(
          "%d records of %d bytes are too few for a dictionary of %d bytes: it takes at least %d records, and %d times its size in bytes"
              .formatted(
                  samples.size(), sampleBytes, bytesMax, SAMPLES_MIN, SAMPLE_BYTES_PER_BYTE_MIN));
    }
    ZstdDictTrainer trainer = new ZstdDictTrainer(Math.toIntExact(sampleBytes), bytesMax);
    samples.forEach(trainer::addSample);
    byte[] trained;
    try {
      trained = trainer.trainSamples();
    } catch (RuntimeException e) {
      throw new IllegalArgumentException(
          "zstd makes no dictionary of %d bytes of these records: %s"
              .formatted(bytesMax, e.getMessage()),
          e);
    }
    return TrainedDictionary.of(trained).withId(id);
  }
}
