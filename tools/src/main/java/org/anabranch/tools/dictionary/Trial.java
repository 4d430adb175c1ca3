package org.anabranch.tools.dictionary;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.anabranch.converters.json.JsonFrames;
import org.anabranch.converters.json.JsonOptions;
import org.anabranch.converters.json.TrainedDictionary;

/**
 * How much shorter values become, as a converter writes them: plain where that is shorter.
 *
 * @param bytesPlain of all values
 * @param bytesWithout of all values, compressed without the dictionary
 * @param bytesWith the same with it
 */
public record Trial(int values, long bytesPlain, long bytesWithout, long bytesWith) {

  /** Of values that the dictionary was not trained on. */
  public static Trial of(List<byte[]> values, TrainedDictionary dictionary, int level) {
    JsonOptions options = JsonOptions.of(Map.of(JsonOptions.LEVEL, level));
    try (JsonFrames without = JsonFrames.open(options);
        JsonFrames with = JsonFrames.with(dictionary, options)) {
      return new Trial(
          values.size(),
          values.stream().mapToLong(value -> value.length).sum(),
          values.stream().mapToLong(value -> written(without, value)).sum(),
          values.stream().mapToLong(value -> written(with, value)).sum());
    }
  }

  private static int written(JsonFrames frames, byte[] value) {
    byte[] frame = frames.compress(value);
    return frame == null ? value.length : frame.length;
  }

  public long bytesAverage() {
    return bytesPlain / Math.max(1, values);
  }

  /** What people want to know of it. */
  public List<String> lines() {
    return List.of(
        line("without a dictionary", bytesWithout), line("with this dictionary", bytesWith));
  }

  private String line(String how, long bytes) {
    return String.format(
        Locale.ROOT,
        "%-21s %6d bytes on average, %5.2f times shorter",
        how + ":",
        bytes / Math.max(1, values),
        (double) bytesPlain / bytes);
  }
}
