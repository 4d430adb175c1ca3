package org.anabranch.transforms.cipher;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.anabranch.keys.DataKey;
import org.anabranch.keys.KeyId;
import org.anabranch.keys.KeyPurpose;
import org.anabranch.testkit.servers.PluginDirectories;
import org.jspecify.annotations.Nullable;

/** The vectors of docs/formats/ciphertexts.json, which readers in other languages read too. */
final class Vectors {

  static final Path DIRECTORY = PluginDirectories.projectRoot().resolve("docs/formats");
  static final Path FILE = DIRECTORY.resolve("ciphertexts.json");

  private static final HexFormat HEX = HexFormat.of();
  private static final JsonNode ALL = read();

  private Vectors() {}

  static Stream<JsonNode> of(String kind) {
    return StreamSupport.stream(ALL.get(kind).spliterator(), false);
  }

  /** How many there are of all kinds. */
  static int count() {
    return Stream.of("ciphertexts", "refused", "indexes", "digits", "siv", "ff1")
        .mapToInt(kind -> ALL.get(kind).size())
        .sum();
  }

  static DataKey key(JsonNode vector) {
    JsonNode key =
        of("keys")
            .filter(candidate -> candidate.get("id").equals(vector.get("key")))
            .findFirst()
            .orElseThrow();
    KeyPurpose purpose =
        Stream.of(KeyPurpose.values())
            .filter(candidate -> candidate.text().equals(key.get("purpose").textValue()))
            .findFirst()
            .orElseThrow();
    return new DataKey(
        KeyId.parse(key.get("id").textValue()), purpose, HEX.parseHex(key.get("key").textValue()));
  }

  static FieldPlace place(JsonNode vector) {
    return FieldPlace.of(vector.get("table").textValue(), vector.get("path").textValue());
  }

  static byte @Nullable [] row(JsonNode vector) {
    String row = vector.get("row").textValue();
    return row == null ? null : HEX.parseHex(row);
  }

  private static JsonNode read() {
    try {
      return new ObjectMapper().readTree(FILE.toFile());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
