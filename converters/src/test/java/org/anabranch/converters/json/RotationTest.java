package org.anabranch.converters.json;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.anabranch.testkit.context.ContextKind;
import org.anabranch.testkit.servers.Await;
import org.apache.kafka.connect.errors.DataException;
import org.apache.kafka.connect.errors.RetriableException;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Dictionaries come and go while records are written and read. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class RotationTest {

  private static final TrainedDictionary FIRST = Dictionaries.ofShortEvents(1);
  private static final TrainedDictionary SECOND = Dictionaries.of(ContextKind.PROFILES, 2);
  private static final List<byte[]> EVENTS = Dictionaries.others(ContextKind.SHORT_EVENTS, 50);

  @TempDir private Path directory = Path.of("");

  private JsonFrames open(Object... options) {
    Map<String, Object> all = new HashMap<>();
    all.put("dictionary.path", directory.toString());
    all.put("dictionary.refresh.ms", 0);
    for (int i = 0; i < options.length; i += 2) {
      all.put((String) options[i], options[i + 1]);
    }
    return JsonFrames.open(JsonOptions.of(all));
  }

  /** A file that nobody is writing any more. */
  private Path put(String name, TrainedDictionary dictionary) throws IOException {
    Path file = Files.write(directory.resolve(name), dictionary.bytes());
    return Files.setLastModifiedTime(file, FileTime.from(Instant.now().minusSeconds(60)));
  }

  private static byte[] written(JsonFrames frames) {
    return Objects.requireNonNull(frames.compress(EVENTS.get(0)));
  }

  private static long writesWith(JsonFrames frames) {
    return JsonFrames.dictionaryId(written(frames));
  }

  @Test
  void a_new_file_is_written_with_and_the_old_one_goes_on_reading() throws IOException {
    put("events.dict", FIRST);
    try (JsonFrames frames = open()) {
      byte[] old = written(frames);
      assertThat(JsonFrames.dictionaryId(old)).isEqualTo(1);
      put("a.dict", SECOND);
      assertThat(writesWith(frames)).isEqualTo(2);
      assertThat(frames.decompress("t", old)).isEqualTo(EVENTS.get(0));
    }
  }

  @Test
  void a_dictionary_can_be_pinned_until_all_readers_have_the_next() throws IOException {
    put("events.dict", FIRST);
    put("next.dict", SECOND);
    try (JsonFrames pinned = open("dictionary.write.id", 1);
        JsonFrames highest = open()) {
      assertThat(writesWith(pinned)).isEqualTo(1);
      assertThat(pinned.decompress("t", written(highest))).isEqualTo(EVENTS.get(0));
    }
  }

  @Test
  void an_unknown_dictionary_is_looked_for_at_once_and_waited_for() throws IOException {
    put("2.dict", SECOND);
    byte[] frame;
    try (JsonFrames writer = open()) {
      frame = written(writer);
    }
    Files.delete(directory.resolve("2.dict"));
    put("1.dict", FIRST);
    try (JsonFrames reader = open("dictionary.refresh.ms", Long.MAX_VALUE)) {
      assertThatThrownBy(() -> reader.decompress("aws.event", frame))
          .isInstanceOf(RetriableException.class)
          .hasMessageContainingAll(
              "topic 'aws.event'", "dictionary 2", directory.toString(), "[1]", "retry.timeout");
      put("2.dict", SECOND);
      assertThat(reader.decompress("aws.event", frame)).isEqualTo(EVENTS.get(0));
    }
    try (JsonFrames without = JsonFrames.open(JsonOptions.of(Map.of()))) {
      assertThatThrownBy(() -> without.decompress("aws.event", frame))
          .isInstanceOf(DataException.class)
          .hasMessageContaining("compressed with dictionary 2. Set dictionary.path");
    }
  }

  @Test
  void a_file_that_is_gone_is_gone() throws IOException {
    put("1.dict", FIRST);
    Path second = put("2.dict", SECOND);
    try (JsonFrames frames = open()) {
      byte[] frame = written(frames);
      Files.delete(second);
      assertThat(writesWith(frames)).isEqualTo(1);
      assertThatThrownBy(() -> frames.decompress("t", frame))
          .isInstanceOf(RetriableException.class);
      Files.delete(directory.resolve("1.dict"));
      assertThat(writesWith(frames)).isZero();
      put("2.dict", SECOND);
      assertThat(frames.decompress("t", frame)).isEqualTo(EVENTS.get(0));
    }
  }

  @Test
  void an_empty_directory_compresses_without_until_a_dictionary_comes() throws IOException {
    try (JsonFrames frames = open()) {
      assertThat(writesWith(frames)).isZero();
      put("1.dict", FIRST);
      assertThat(writesWith(frames)).isEqualTo(1);
    }
  }

  @Test
  void a_file_that_somebody_may_be_writing_is_left_for_later() throws IOException {
    put("1.dict", FIRST);
    try (JsonFrames frames = open()) {
      Path half = directory.resolve("2.dict");
      Files.write(half, Arrays.copyOf(SECOND.bytes(), SECOND.length() / 2));
      Files.setLastModifiedTime(half, FileTime.from(Instant.now()));
      assertThat(writesWith(frames)).isEqualTo(1);
      put("2.dict", SECOND);
      assertThat(writesWith(frames)).isEqualTo(2);
    }
  }

  @Test
  void files_of_other_kinds_do_not_disturb() throws IOException {
    put("1.dict", FIRST);
    Files.writeString(directory.resolve("README"), "not a dictionary");
    put(".2.dict", SECOND);
    put("2.dict.new", SECOND);
    Files.createDirectory(directory.resolve("old.dict"));
    Files.createSymbolicLink(directory.resolve("link.dict"), directory.resolve("1.dict"));
    try (JsonFrames frames = open()) {
      assertThat(writesWith(frames)).isEqualTo(1);
    }
  }

  @Test
  void a_look_that_goes_wrong_leaves_everything_as_it_was() throws IOException {
    put("1.dict", FIRST);
    try (JsonFrames frames = open()) {
      byte[] frame = written(frames);
      Path wrong = Files.writeString(directory.resolve("0.dict"), "no dictionary");
      Files.setLastModifiedTime(wrong, FileTime.fromMillis(0));
      put("2.dict", SECOND);
      assertThat(writesWith(frames)).isEqualTo(1);
      assertThat(frames.decompress("t", frame)).isEqualTo(EVENTS.get(0));
      Files.delete(wrong);
      assertThat(writesWith(frames)).isEqualTo(2);
      put("1.dict", SECOND.withId(1));
      assertThat(frames.decompress("t", frame)).isEqualTo(EVENTS.get(0));
    }
  }

  @Test
  void records_flow_in_several_threads_while_dictionaries_rotate() throws Exception {
    put("1.dict", FIRST);
    AtomicBoolean over = new AtomicBoolean();
    ExecutorService threads = Executors.newFixedThreadPool(4);
    try (JsonFrames frames = open("dictionary.refresh.ms", 1);
        JsonFrames reader = open("dictionary.refresh.ms", 1)) {
      List<Future<Integer>> flows = new ArrayList<>();
      for (int thread = 0; thread < 4; thread++) {
        flows.add(threads.submit(() -> flow(frames, reader, over)));
      }
      for (int id = 2; id <= 40; id++) {
        put(id + ".dict", FIRST.withId(id));
        int newest = id;
        Await.until(
            "dictionary " + id + " is written with",
            Await.DEADLINE,
            () -> writesWith(frames) == newest);
        if (id > 3) {
          Files.delete(directory.resolve((id - 3) + ".dict"));
        }
      }
      over.set(true);
      for (Future<Integer> flow : flows) {
        assertThat(flow.get(1, TimeUnit.MINUTES)).isPositive();
      }
    } finally {
      over.set(true);
      threads.shutdownNow();
      assertThat(threads.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
    }
  }

  /** Of a record whose dictionary is removed before it is read, nobody can say more than so. */
  private static int flow(JsonFrames writer, JsonFrames reader, AtomicBoolean over) {
    int read = 0;
    while (!over.get()) {
      byte[] event = EVENTS.get(read % EVENTS.size());
      byte[] frame = Objects.requireNonNull(writer.compress(event));
      try {
        assertThat(reader.decompress("t", frame)).isEqualTo(event);
      } catch (RetriableException e) {
        assertThat(e).hasMessageContaining("which is not in");
      }
      read++;
    }
    return read;
  }

  @Test
  void frames_can_be_read_by_whoever_has_the_file() throws IOException {
    put("1.dict", FIRST);
    try (JsonFrames writer = open();
        JsonFrames reader = open()) {
      for (byte[] event : EVENTS) {
        byte[] frame = Objects.requireNonNull(writer.compress(event));
        assertThat(new String(reader.decompress("t", frame), UTF_8))
            .isEqualTo(new String(event, UTF_8));
      }
    }
  }
}
