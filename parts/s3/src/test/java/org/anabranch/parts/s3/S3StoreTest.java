package org.anabranch.parts.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.anabranch.testkit.servers.Ports;
import org.anabranch.transforms.Assemble;
import org.anabranch.transforms.Segment;
import org.anabranch.transforms.segment.ObjectStore;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.errors.RetriableException;
import org.apache.kafka.connect.source.SourceRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

/** Against Adobe's S3Mock. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class S3StoreTest {

  private static @Nullable S3Server server;

  @BeforeAll
  static void start() throws Exception {
    server = S3Server.start();
  }

  @AfterAll
  static void stop() {
    if (server != null) {
      server.close();
    }
  }

  private static Map<String, String> options(String... more) {
    Map<String, String> options = Objects.requireNonNull(server).options();
    for (int i = 0; i < more.length; i += 2) {
      options.put(more[i], more[i + 1]);
    }
    return options;
  }

  private static ObjectStore store(String... more) {
    return new S3StoreProvider().open(options(more));
  }

  private static byte[] content(int size) {
    byte[] content = new byte[size];
    new Random(size).nextBytes(content);
    return content;
  }

  @Test
  void what_is_put_is_got_however_often_and_nothing_else() {
    try (ObjectStore store = store()) {
      for (int size : new int[] {1, 300_000, 6_000_000}) {
        store.put("ab/" + size, content(size));
        store.put("ab/" + size, content(size));
        assertThat(store.get("ab/" + size, size)).isEqualTo(content(size));
        assertThat(store.get("ab/" + size, size + 1)).isNull();
      }
      assertThat(store.get("ab/none", 1)).isNull();
    }
    try (ObjectStore elsewhere = store("parts.s3.prefix", "other/")) {
      assertThat(elsewhere.get("ab/1", 1)).isNull();
    }
  }

  @Test
  void a_record_goes_as_a_reference_and_comes_back_whole() {
    byte[] value = content(2_000_000);
    SourceRecord given =
        new SourceRecord(null, null, "t", 0, null, null, Schema.BYTES_SCHEMA, value);
    try (Segment.Value<SourceRecord> segment = new Segment.Value<>();
        Assemble.Value<SourceRecord> assemble = new Assemble.Value<>()) {
      segment.configure(options("max.bytes", "262144"));
      assemble.configure(options("parts.wait.ms", "1000"));
      SourceRecord made = segment.apply(given);
      assertThat((byte[]) made.value()).hasSizeLessThan(1000);
      assertThat((byte[]) assemble.apply(made).value()).isEqualTo(value);
    }
  }

  @Test
  void what_passes_is_told_from_what_has_to_be_mended() {
    try (ObjectStore nowhere = store("parts.s3.bucket", "no-such-bucket")) {
      assertThatThrownBy(() -> nowhere.put("a", new byte[1]))
          .isInstanceOf(ConnectException.class)
          .isNotInstanceOf(RetriableException.class)
          .hasMessageContaining("s3:PutObject (NoSuchBucket, status 404)")
          .hasMessageContaining("parts.s3.bucket");
      assertThatThrownBy(() -> nowhere.get("a", 1))
          .isInstanceOf(ConnectException.class)
          .isNotInstanceOf(RetriableException.class);
    }
    String dead = "http://127.0.0.1:" + Ports.free();
    try (ObjectStore down = store("parts.s3.endpoint", dead, "parts.s3.timeout.ms", "3000")) {
      assertThatThrownBy(() -> down.put("a", new byte[1]))
          .isInstanceOf(RetriableException.class)
          .hasMessageContaining("s3:PutObject")
          .hasMessageNotContaining("a secret of tests only");
      assertThatThrownBy(() -> down.get("a", 1)).isInstanceOf(RetriableException.class);
    }
  }

  @Test
  void what_is_missing_is_said_before_anything_starts() {
    Map<String, String> options = new HashMap<>(options());
    options.remove("parts.s3.bucket");
    Segment.Value<SourceRecord> segment = new Segment.Value<>();
    assertThatThrownBy(() -> segment.configure(options))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("parts.store=s3 needs parts.s3.bucket");
    assertThat(segment.config().validate(options))
        .anyMatch(option -> option.errorMessages().toString().contains("parts.s3.bucket"));
    assertThatThrownBy(() -> store("parts.s3.endpoint", "ftp://x"))
        .isInstanceOf(ConfigException.class);
    options.remove("parts.s3.access.key.id");
    options.put("parts.s3.bucket", "b");
    assertThatThrownBy(() -> new S3StoreProvider().open(options))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("only one is set")
        .hasMessageNotContaining("a secret of tests only");
    assertThat(S3Options.of(options()).toString()).isEqualTo("parts/context/");
  }
}
