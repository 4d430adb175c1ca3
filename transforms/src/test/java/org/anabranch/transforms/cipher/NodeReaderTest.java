package org.anabranch.transforms.cipher;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Node reads what Java wrote, with an implementation of its own. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class NodeReaderTest {

  @TempDir private Path directory = Path.of("");

  @Test
  void reads_every_vector() throws Exception {
    Ended ended = check("read-ciphertext.mjs", Vectors.FILE);
    assertThat(ended.output).isEqualTo(Vectors.count() + " vectors read, 0 failed\n");
    assertThat(ended.exit).isZero();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "'\"int8\":\"-128\"' | '\"int8\":\"-127\"' | ciphertexts: int8 failed",
        "'\"length\":\"9\"' | '\"length\":\"8\"' | ciphertexts: io.debezium.data.Bits failed",
        "'\"row\":\"03000000000000002a\"' | '\"row\":\"04\"' | bound to the row failed",
        "'\"why\":\"newer\"' | '\"why\":\"altered\"' | a suite of a newer format failed",
        "'\"why\":\"altered\"' | '\"why\":\"newer\"' | deterministic, one bit failed",
        "'\"path\":\"card\"' | '\"path\":\"cards\"' | digits: digits 1 failed",
        "public.person | public.persons | indexes: index in another table failed",
        "'\"sealed\":\"85' | '\"sealed\":\"84' | siv: RFC 5297, A.1 failed",
        "'\"encrypted\":\"1001623463' | '\"encrypted\":\"1001623464' | sample 8 failed"
      })
  void notices_what_is_wrong(String right, String wrong, String message) throws Exception {
    String vectors = Files.readString(Vectors.FILE);
    assertThat(vectors).contains(right);
    Path file = Files.writeString(directory.resolve("wrong.json"), vectors.replace(right, wrong));
    Ended ended = check("read-ciphertext.mjs", file);
    assertThat(ended.output).contains(message).doesNotContain(" 0 failed");
    assertThat(ended.exit).isOne();
  }

  @Test
  void opens_data_keys_with_a_keyset() throws Exception {
    Path vectors = Vectors.DIRECTORY.resolve("data-keys.json");
    Ended ended = check("read-data-key.mjs", vectors);
    assertThat(ended.output).matches("[1-9]\\d+ vectors read, 0 failed\n");
    assertThat(ended.exit).isZero();

    Path wrong = directory.resolve("wrong.json");
    Files.writeString(
        wrong, Files.readString(vectors).replace("\"generation\": 1", "\"generation\": 3"));
    assertThat(check("read-data-key.mjs", wrong).exit).isOne();
  }

  private static Ended check(String program, Path vectors)
      throws IOException, InterruptedException {
    Process node =
        new ProcessBuilder(
                "node", Vectors.DIRECTORY.resolve(program).toString(), vectors.toString())
            .redirectErrorStream(true)
            .start();
    try {
      String output = new String(node.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(node.waitFor(1, TimeUnit.MINUTES)).isTrue();
      return new Ended(node.exitValue(), output);
    } finally {
      node.destroyForcibly();
    }
  }

  private record Ended(int exit, String output) {}
}
