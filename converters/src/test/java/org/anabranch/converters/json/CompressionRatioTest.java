package org.anabranch.converters.json;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.anabranch.testkit.context.ContextKind;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** On records that the dictionary has not seen, and without schemas, which would flatter it. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class CompressionRatioTest {

  private static final int RECORDS = 500;

  @TempDir private Path directory = Path.of("");

  private static double ratio(ContextKind kind, Map<String, ?> options) {
    List<byte[]> records = Dictionaries.others(kind, RECORDS);
    long plain = 0;
    long compressed = 0;
    try (JsonFrames frames = JsonFrames.open(JsonOptions.of(options))) {
      for (byte[] record : records) {
        plain += record.length;
        compressed += Objects.requireNonNull(frames.compress(record)).length;
      }
    }
    return (double) plain / compressed;
  }

  private Map<String, ?> with(TrainedDictionary dictionary) throws IOException {
    Path file = Files.write(directory.resolve("trained"), dictionary.bytes());
    return Map.of("dictionary.path", file.toString());
  }

  @Test
  void short_events_become_at_least_three_times_shorter_with_a_dictionary() throws IOException {
    ContextKind kind = ContextKind.SHORT_EVENTS;
    assertThat(ratio(kind, with(Dictionaries.of(kind, 1)))).isGreaterThan(3);
    assertThat(ratio(kind, Map.of())).isLessThan(2);
  }

  @ParameterizedTest
  @EnumSource
  void a_dictionary_pays_for_all_kinds(ContextKind kind) throws IOException {
    assertThat(ratio(kind, with(Dictionaries.of(kind, 1))))
        .isGreaterThan(1.05 * ratio(kind, Map.of()));
  }
}
