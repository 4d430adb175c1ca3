package org.anabranch.converters;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.anabranch.converters.json.Dictionaries;
import org.apache.kafka.common.config.ConfigDef.ConfigKey;
import org.apache.kafka.connect.json.JsonConverter;
import org.apache.kafka.connect.storage.Converter;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.io.TempDir;

/** The contract of all converters, for JSON with and without a dictionary, and for keys. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class JsonContractTest {

  abstract static class OfJson extends ConverterContract {

    @Override
    Converter create() {
      return new JsonContextConverter();
    }

    @Override
    List<byte[]> unreadable() {
      return List.of(
          SECRET.getBytes(UTF_8),
          "{\"schema\":{\"type\":\"int32\"},\"payload\":\"%s".formatted(SECRET).getBytes(UTF_8),
          "{\"schema\":{\"type\":\"bytes\"},\"payload\":\"%s\"}".formatted(SECRET).getBytes(UTF_8),
          "{\"payload\":\"%s\"}".formatted(SECRET).getBytes(UTF_8),
          "{\"schema\":{\"type\":\"struct\"},\"payload\":\"%s\"}".formatted(SECRET).getBytes(UTF_8),
          ("[".repeat(2_000) + SECRET).getBytes(UTF_8),
          "(\u00b5/\u00fd %s".formatted(SECRET).getBytes(UTF_8));
    }

    @Override
    boolean documents(ConfigKey key) {
      try (JsonConverter theirs = new JsonConverter()) {
        return !theirs.config().names().contains(key.name);
      }
    }
  }

  @Nested
  class WithoutADictionary extends OfJson {

    @Override
    Map<String, Object> options() {
      return Map.of();
    }
  }

  @Nested
  class WithADictionary extends OfJson {

    @TempDir private Path directory = Path.of("");

    @BeforeEach
    void write() throws IOException {
      Files.write(directory.resolve("events.dict"), Dictionaries.ofShortEvents(1).bytes());
    }

    @Override
    Map<String, Object> options() {
      return Map.of("dictionary.path", directory.toString(), "compression.min.bytes", 0);
    }
  }
}
