package org.anabranch.converters.json;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.anabranch.testkit.servers.PluginDirectories;
import org.apache.kafka.connect.errors.ConnectException;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * docs/formats/compressed-json.json, whose frames and dictionary were made by zstd's own command
 * line tool.
 */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class VectorsTest {

  private static final Path FILE =
      PluginDirectories.projectRoot().resolve("docs/formats/compressed-json.json");

  @TempDir private Path directory = Path.of("");

  private static List<JsonNode> under(String name) throws IOException {
    List<JsonNode> vectors = new ArrayList<>();
    vectors().path(name).forEach(vectors::add);
    assertThat(vectors).isNotEmpty();
    return vectors;
  }

  private static JsonNode vectors() throws IOException {
    return new ObjectMapper().readTree(FILE.toFile());
  }

  static List<JsonNode> frames() throws IOException {
    return under("frames");
  }

  static List<JsonNode> refused() throws IOException {
    return under("refused");
  }

  private JsonFrames withDictionary() throws IOException {
    byte[] dictionary = vectors().at("/dictionary/base64").binaryValue();
    Path file = Files.write(directory.resolve("vectors.dict"), dictionary);
    return JsonFrames.open(JsonOptions.of(Map.of("dictionary.path", file.toString())));
  }

  @ParameterizedTest
  @MethodSource("frames")
  void a_frame_is_read(JsonNode vector) throws IOException {
    byte[] frame = vector.path("base64").binaryValue();
    assertThat(JsonFrames.isFrame(frame)).isTrue();
    assertThat(JsonFrames.dictionaryId(frame)).isEqualTo(vector.path("dictionary").asLong());
    try (JsonFrames frames = withDictionary()) {
      assertThat(frames.decompress("t", frame)).asString(UTF_8).isEqualTo(text(vector));
    }
  }

  private static String text(JsonNode vector) {
    return vector.path("content").asText();
  }

  @ParameterizedTest
  @MethodSource("refused")
  void what_is_no_such_frame_is_refused(JsonNode vector) throws IOException {
    byte[] frame = vector.path("base64").binaryValue();
    try (JsonFrames frames = withDictionary()) {
      assertThatThrownBy(() -> frames.decompress("t", frame))
          .isInstanceOf(ConnectException.class)
          .hasMessageContaining(vector.path("says").asText());
    }
  }

  @Test
  void the_dictionary_has_its_id() throws IOException {
    TrainedDictionary dictionary =
        TrainedDictionary.of(vectors().at("/dictionary/base64").binaryValue());
    assertThat(dictionary.id()).isEqualTo(vectors().at("/dictionary/id").asLong());
  }
}
