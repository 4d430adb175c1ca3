package org.anabranch.converters.json;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.anabranch.testkit.context.ContextKind;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The commands of docs/formats/compressed-json.md: zstd's own tool (Debian: zstd, which .ci/prepare
 * installs) reads what is written here, and its dictionaries are used here.
 */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class ZstdCommandTest {

  @TempDir private Path directory = Path.of("");

  private String run(String... command) throws IOException, InterruptedException {
    Path output = directory.resolve("output");
    Process process =
        new ProcessBuilder(command)
            .directory(directory.toFile())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    String said = Files.readString(output);
    assertThat(process.exitValue()).as(said).isZero();
    return said;
  }

  private JsonFrames frames(String dictionary) {
    return JsonFrames.open(
        JsonOptions.of(Map.of("dictionary.path", directory.resolve(dictionary).toString())));
  }

  @Test
  void the_tool_reads_a_value_with_the_dictionary() throws Exception {
    byte[] event = Dictionaries.others(ContextKind.SHORT_EVENTS, 1).get(0);
    Files.write(directory.resolve("events-7.dict"), Dictionaries.ofShortEvents(7).bytes());
    try (JsonFrames frames = frames("events-7.dict")) {
      Files.write(directory.resolve("value"), Objects.requireNonNull(frames.compress(event)));
    }
    assertThat(run("zstd", "-q", "-d", "-c", "-D", "events-7.dict", "value"))
        .isEqualTo(new String(event, UTF_8));
  }

  @Test
  void the_tool_reads_a_value_without_a_dictionary() throws Exception {
    byte[] profile = Dictionaries.others(ContextKind.PROFILES, 1).get(0);
    try (JsonFrames frames = JsonFrames.open(JsonOptions.of(Map.of()))) {
      Files.write(directory.resolve("value"), Objects.requireNonNull(frames.compress(profile)));
    }
    assertThat(run("zstd", "-q", "-d", "-c", "value")).isEqualTo(new String(profile, UTF_8));
    assertThat(run("zstd", "-l", "-v", "value")).contains("Check: XXH64", "Decompressed Size");
  }

  @Test
  void a_dictionary_that_the_tool_has_trained_is_used() throws Exception {
    List<byte[]> events = Dictionaries.others(ContextKind.SHORT_EVENTS, 400);
    List<String> command =
        new ArrayList<>(
            List.of("zstd", "-q", "--train", "--maxdict=8192", "--dictID=9", "-o", "9.dict"));
    for (int i = 0; i < events.size(); i++) {
      command.add(directory.resolve("sample-" + i).getFileName().toString());
      Files.write(directory.resolve("sample-" + i), events.get(i));
    }
    run(command.toArray(String[]::new));
    try (JsonFrames frames = frames("9.dict")) {
      byte[] frame = Objects.requireNonNull(frames.compress(events.get(0)));
      assertThat(JsonFrames.dictionaryId(frame)).isEqualTo(9);
      assertThat(frames.decompress("t", frame)).isEqualTo(events.get(0));
    }
  }
}
