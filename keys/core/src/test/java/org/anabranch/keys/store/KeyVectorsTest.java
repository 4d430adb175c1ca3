package org.anabranch.keys.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HexFormat;
import java.util.Map;
import java.util.Objects;
import org.anabranch.keys.KeyId;
import org.anabranch.keys.KeyWrapper;
import org.anabranch.keys.local.LocalProvider;
import org.apache.kafka.connect.errors.ConnectException;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The vectors of docs/formats/data-keys.json, which a Python program made with hashlib and the
 * AES-GCM of pyca/cryptography from the words of docs/formats/data-keys.md alone.
 */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class KeyVectorsTest {

  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir private Path directory = Path.of(".");

  private static JsonNode vectors() throws Exception {
    return JSON.readTree(Path.of("../../docs/formats/data-keys.json").toFile());
  }

  private static StoredKey read(JsonNode record) {
    return StoredKeyJson.read(
        KeyId.parse(record.path("id").textValue()),
        record.toString().getBytes(StandardCharsets.UTF_8));
  }

  private KeyWrapper wrapper(JsonNode keyset) throws Exception {
    Path file = directory.resolve("keyset.json");
    Files.createFile(
        file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    Files.writeString(file, keyset.toString());
    return new LocalProvider().open("", Map.of(LocalProvider.FILE, file.toString()));
  }

  @Test
  void every_record_opens_to_its_key_and_is_written_as_it_was_read() throws Exception {
    JsonNode vectors = vectors();
    KeyWrapper wrapper = wrapper(vectors.path("keyset"));
    assertThat(vectors.path("records")).hasSize(6);
    for (JsonNode vector : vectors.path("records")) {
      StoredKey key = read(vector.path("record"));
      byte[] wrapped = Objects.requireNonNull(key.wrapped()).bytes();
      byte[] bound = wrapper.unwrap(wrapped, key.wrapping().key());
      assertThat(HexFormat.of().formatHex(KeyBinding.open(key, bound)))
          .isEqualTo(vector.path("key").textValue());
      assertThat(JSON.readTree(StoredKeyJson.write(key))).isEqualTo(vector.path("record"));
    }
  }

  @Test
  void a_destroyed_key_says_so() throws Exception {
    JsonNode record = vectors().path("destroyed");
    StoredKey key = read(record);
    assertThat(key.isDestroyed()).isTrue();
    assertThat(JSON.readTree(StoredKeyJson.write(key))).isEqualTo(record);
  }

  @Test
  void subjects_have_their_hashes() throws Exception {
    JsonNode subjects = vectors().path("subjects");
    assertThat(subjects).hasSize(2);
    for (JsonNode vector : subjects) {
      SubjectHasher hasher =
          new SubjectHasher(vector.path("name").textValue(), vector.path("secret").textValue());
      assertThat(hasher.hash(vector.path("subject").textValue()))
          .hasToString(vector.path("hash").textValue());
      assertThat(hasher.fingerprint()).isEqualTo(vector.path("fingerprint").textValue());
    }
  }

  @Test
  void a_wrapped_key_opens_under_its_own_record_only() throws Exception {
    JsonNode vectors = vectors();
    KeyWrapper wrapper = wrapper(vectors.path("keyset"));
    for (JsonNode one : vectors.path("records")) {
      for (JsonNode other : vectors.path("records")) {
        StoredKey from = read(one.path("record"));
        StoredKey under = read(other.path("record"));
        if (!from.equals(under)) {
          byte[] wrapped = Objects.requireNonNull(from.wrapped()).bytes();
          byte[] bound = wrapper.unwrap(wrapped, from.wrapping().key());
          assertThatThrownBy(() -> KeyBinding.open(under, bound))
              .isInstanceOf(ConnectException.class);
        }
      }
    }
  }

  @Test
  void what_is_no_record_is_refused_without_its_text() throws Exception {
    String good = vectors().path("records").path(0).path("record").toString();
    for (String bad :
        new String[] {
          "",
          "null",
          "[]",
          good + "x",
          good.replace("\"v\":1", "\"v\":2"),
          good.replace("0123456789abcdef", "0123456789abcdee"),
          good.replace("authenticated", "secret-marker"),
          good.replace("\"generation\":1", "\"generation\":0"),
          good.replace("\"wrapped\":\"", "\"wrapped\":\"*secret-marker*"),
          good.replace("\"wrapped\"", "\"other\""),
          good.replace("\"name\"", "\"subject\":\"secret-marker\",\"name\""),
        }) {
      assertThatThrownBy(
              () ->
                  StoredKeyJson.read(
                      KeyId.parse("0123456789abcdef"), bad.getBytes(StandardCharsets.UTF_8)))
          .as(bad)
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageNotContaining("secret-marker");
    }
  }
}
