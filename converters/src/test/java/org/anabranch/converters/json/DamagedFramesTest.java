package org.anabranch.converters.json;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.anabranch.testkit.context.ContextKind;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.errors.DataException;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Bytes that were altered, cut off or forged, and files of no use. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class DamagedFramesTest {

  private static final String SECRET = "tulip-4711";
  private static final byte[] CONTENT =
      "{\"secret\":\"%s\"}".formatted((SECRET + " ").repeat(40)).getBytes(UTF_8);

  @TempDir private Path directory = Path.of("");

  private static JsonFrames open(Object... options) {
    Map<String, Object> all = new HashMap<>();
    for (int i = 0; i < options.length; i += 2) {
      all.put((String) options[i], options[i + 1]);
    }
    return JsonFrames.open(JsonOptions.of(all));
  }

  private static byte[] frame() {
    try (JsonFrames frames = open()) {
      return Objects.requireNonNull(frames.compress(CONTENT));
    }
  }

  private static void assertRefused(JsonFrames frames, byte[] frame, String... message) {
    assertThatThrownBy(() -> frames.decompress("aws.event", frame))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("topic 'aws.event'")
        .hasMessageContainingAll(message)
        .satisfies(
            thrown -> {
              for (Throwable at = thrown; at != null; at = at.getCause()) {
                assertThat(at.toString()).doesNotContain("tulip");
              }
            });
  }

  @Test
  void a_frame_that_is_cut_off_anywhere_is_refused() {
    byte[] frame = frame();
    try (JsonFrames frames = open()) {
      for (int length = 4; length < frame.length; length++) {
        assertRefused(frames, Arrays.copyOf(frame, length), "cut off");
      }
      assertThat(frames.decompress("t", frame)).isEqualTo(CONTENT);
    }
  }

  /** Each bit but those that a reader of the format ignores, which change nothing. */
  @Test
  void a_bit_that_was_altered_is_noticed() {
    byte[] frame = frame();
    try (JsonFrames frames = open()) {
      for (int bit = 32; bit < 8 * frame.length; bit++) {
        byte[] altered = frame.clone();
        altered[bit / 8] ^= (byte) (1 << (bit % 8));
        byte[] read;
        try {
          read = frames.decompress("t", altered);
        } catch (DataException refused) {
          continue;
        }
        assertThat(read).as("bit " + bit).isEqualTo(CONTENT);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void bytes_at_random_behind_the_magic_number_are_refused(long seed) {
    Random random = new Random(seed);
    try (JsonFrames frames = open("max.decompressed.bytes", 1 << 20)) {
      for (int i = 0; i < 2_000; i++) {
        byte[] forged = new byte[4 + random.nextInt(60)];
        random.nextBytes(forged);
        System.arraycopy(frame(), 0, forged, 0, 4);
        assertThatThrownBy(() -> frames.decompress("t", forged))
            .as("seed %d, %d", seed, i)
            .isInstanceOf(ConnectException.class);
      }
    }
  }

  @Test
  void a_frame_that_says_it_holds_too_much_is_refused_before_memory_is_taken() {
    // RFC 8878, section 3.1.1.1: descriptor 0xE0 is a single segment with 8 bytes of content size.
    byte[] forged = {
      0x28, (byte) 0xB5, 0x2F, (byte) 0xFD, (byte) 0xE0, -1, -1, -1, -1, -1, -1, -1, 0x0F, 1, 0, 0
    };
    try (JsonFrames frames = open()) {
      assertRefused(frames, forged, "more than max.decompressed.bytes=16777216");
    }
    try (JsonFrames frames = open("max.decompressed.bytes", CONTENT.length - 1)) {
      assertRefused(frames, frame(), "says that it holds " + CONTENT.length + " bytes");
    }
  }

  @Test
  void a_frame_that_holds_more_than_it_says_is_refused() throws IOException {
    byte[] bomb = Zstd.compress(new byte[10_000_000]);
    byte[] small = Zstd.compress(new byte[300]);
    ByteArrayOutputStream both = new ByteArrayOutputStream();
    both.write(small);
    both.write(bomb);
    try (JsonFrames frames = open()) {
      assertRefused(frames, both.toByteArray(), "altered or cut off");
    }
  }

  @Test
  void a_frame_that_does_not_say_its_size_is_refused() throws IOException {
    ByteArrayOutputStream streamed = new ByteArrayOutputStream();
    try (ZstdOutputStream out = new ZstdOutputStream(streamed)) {
      out.write(CONTENT);
    }
    try (JsonFrames frames = open()) {
      assertRefused(frames, streamed.toByteArray(), "does not say how long its content is");
    }
  }

  @Test
  void the_wrong_dictionary_of_the_right_id_is_noticed() throws IOException {
    TrainedDictionary right = Dictionaries.ofShortEvents(5);
    byte[] wrong = right.bytes();
    byte[] rest = Arrays.copyOfRange(wrong, wrong.length / 2, wrong.length);
    new Random(1).nextBytes(rest);
    System.arraycopy(rest, 0, wrong, wrong.length / 2, rest.length);
    Path here = Files.write(directory.resolve("here"), right.bytes());
    Path there = Files.write(directory.resolve("there"), wrong);
    byte[] event = Dictionaries.others(ContextKind.SHORT_EVENTS, 1).get(0);
    try (JsonFrames writer = open("dictionary.path", here.toString());
        JsonFrames reader = open("dictionary.path", there.toString())) {
      byte[] frame = Objects.requireNonNull(writer.compress(event));
      assertThatThrownBy(() -> reader.decompress("t", frame))
          .isInstanceOf(DataException.class)
          .hasMessageContaining("written with another dictionary of the id 5");
      assertThat(writer.decompress("t", frame)).isEqualTo(event);
    }
  }

  @Test
  void files_of_no_use_are_told_at_the_start() throws IOException {
    Path text = Files.writeString(directory.resolve("text.dict"), SECRET);
    assertNoUse(text, text + " cannot be used: it is no trained dictionary of zstd");
    assertNoUse(directory, text + " cannot be used");
    Path tooLong = directory.resolve("long");
    Files.write(tooLong, new byte[5 << 20]);
    assertNoUse(tooLong, "is no dictionary: it has 5242880 bytes");
    assertNoUse(text.resolve("below"), "cannot be read");
    Path loop = directory.resolve("loop");
    Files.createSymbolicLink(loop, loop);
    assertNoUse(loop, "cannot be read");
    assertNoUse(directory.resolve("missing"), "missing is not there");
  }

  @Test
  void a_dictionary_whose_tables_are_damaged_is_told_at_the_start() throws IOException {
    byte[] damaged = Dictionaries.ofShortEvents(5).bytes();
    Arrays.fill(damaged, 8, 200, (byte) 0xFF);
    Path file = Files.write(directory.resolve("damaged"), damaged);
    assertNoUse(file, "dictionary 5 is damaged");
  }

  @Test
  void two_dictionaries_of_one_id_are_told_at_the_start() throws IOException {
    Path first = directory.resolve("a.dict");
    Files.write(first, Dictionaries.ofShortEvents(5).bytes());
    Files.write(directory.resolve("b.dict"), Dictionaries.ofShortEvents(5).bytes());
    open("dictionary.path", directory.toString()).close();
    Files.write(directory.resolve("c.dict"), Dictionaries.of(ContextKind.PROFILES, 5).bytes());
    assertNoUse(directory, "different dictionaries of the same id 5");
  }

  private static void assertNoUse(Path path, String message) {
    assertThatThrownBy(() -> open("dictionary.path", path.toString()).close())
        .isInstanceOf(ConfigException.class)
        .hasMessageContainingAll("dictionary.path", message)
        .satisfies(thrown -> assertThat(thrown.toString()).doesNotContain(SECRET));
  }
}
