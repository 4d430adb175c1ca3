package org.anabranch.converters;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.anabranch.converters.json.Dictionaries;
import org.anabranch.converters.json.JsonFrames;
import org.anabranch.converters.json.JsonOptions;
import org.anabranch.testkit.context.ContextKind;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.errors.DataException;
import org.apache.kafka.connect.json.JsonConverter;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class JsonContextConverterTest {

  private static final String TOPIC = "aws.assistant.session";
  private static final Struct EVENT = ContextKind.SHORT_EVENTS.records(1, 3).get(0);

  @TempDir private Path directory = Path.of("");

  private static JsonContextConverter converter(boolean isKey, Map<String, ?> options) {
    JsonContextConverter converter = new JsonContextConverter();
    converter.configure(options, isKey);
    return converter;
  }

  private JsonContextConverter withDictionary(Map<String, ?> more) throws IOException {
    Path file = directory.resolve("events.dict");
    Files.write(file, Dictionaries.ofShortEvents(7).bytes());
    Map<String, Object> options = new HashMap<>(more);
    options.put("dictionary.path", file.toString());
    return converter(false, options);
  }

  private static byte[] plain(Map<String, ?> options, @Nullable Schema schema, Object value) {
    try (JsonConverter json = new JsonConverter()) {
      json.configure(options, false);
      return json.fromConnectData(TOPIC, schema, value);
    }
  }

  private static @Nullable String text(RecordHeaders headers, String name) {
    Header header = headers.lastHeader(name);
    return header == null ? null : new String(header.value(), UTF_8);
  }

  @Test
  void a_compressed_value_says_so_in_its_first_bytes_and_in_headers() throws IOException {
    try (JsonContextConverter converter = withDictionary(Map.of("schemas.enable", false))) {
      RecordHeaders headers = new RecordHeaders();
      byte[] written = converter.fromConnectData(TOPIC, headers, EVENT.schema(), EVENT);
      // 0xFD2FB528, little-endian: RFC 8878, section 3.1.1
      assertThat(written).startsWith(0x28, 0xB5, 0x2F, 0xFD);
      assertThat(JsonFrames.dictionaryId(Objects.requireNonNull(written))).isEqualTo(7);
      assertThat(text(headers, "content-encoding")).isEqualTo("zstd");
      assertThat(text(headers, "zstd-dictionary-id")).isEqualTo("7");
    }
  }

  @Test
  void what_it_holds_is_what_kafkas_own_converter_writes() throws IOException {
    Map<String, Object> options = Map.of("decimal.format", "numeric", "schemas.cache.size", 3);
    Struct row = SampleValues.row();
    try (JsonContextConverter converter = withDictionary(options);
        JsonFrames frames =
            JsonFrames.open(JsonOptions.of(Map.of("dictionary.path", directory.toString())))) {
      byte[] written = converter.fromConnectData(TOPIC, row.schema(), row);
      Map<String, Object> theirs = new HashMap<>(options);
      theirs.put("replace.null.with.default", false);
      assertThat(frames.decompress(TOPIC, Objects.requireNonNull(written)))
          .isEqualTo(plain(theirs, row.schema(), row));
    }
  }

  @Test
  void plain_json_is_read_so_that_compression_can_be_switched_on_and_off() throws IOException {
    byte[] plain = plain(Map.of(), EVENT.schema(), EVENT);
    try (JsonContextConverter converter = withDictionary(Map.of())) {
      assertThat(converter.toConnectData(TOPIC, plain).value()).isEqualTo(EVENT);
    }
    try (JsonContextConverter off =
        converter(false, Map.of("compression.min.bytes", Integer.MAX_VALUE))) {
      assertThat(off.fromConnectData(TOPIC, EVENT.schema(), EVENT)).isEqualTo(plain);
    }
  }

  @Test
  void what_would_not_become_shorter_is_written_plain_and_without_headers() {
    try (JsonContextConverter converter =
        converter(false, Map.of("schemas.enable", false, "compression.min.bytes", 0))) {
      RecordHeaders headers = new RecordHeaders();
      byte[] written = converter.fromConnectData(TOPIC, headers, null, "0f1e2d3c4b5a69788796");
      assertThat(written).asString(UTF_8).isEqualTo("\"0f1e2d3c4b5a69788796\"");
      assertThat(headers).isEmpty();
    }
  }

  @Test
  void short_values_stay_plain() {
    String text = "a".repeat(100);
    try (JsonContextConverter converter =
        converter(false, Map.of("schemas.enable", false, "compression.min.bytes", 103))) {
      assertThat(converter.fromConnectData(TOPIC, null, text)).asString(UTF_8).contains(text);
      assertThat(converter.fromConnectData(TOPIC, null, text + "a")).hasSizeLessThan(40);
    }
  }

  @Test
  void what_no_reader_would_decompress_is_written_plain() {
    try (JsonContextConverter converter =
        converter(false, Map.of("schemas.enable", false, "max.decompressed.bytes", 102))) {
      String text = "a".repeat(100);
      byte[] most = Objects.requireNonNull(converter.fromConnectData(TOPIC, null, text));
      assertThat(JsonFrames.isFrame(most)).isTrue();
      assertThat(converter.toConnectData(TOPIC, most).value()).isEqualTo(text);
      byte[] more = Objects.requireNonNull(converter.fromConnectData(TOPIC, null, text + "a"));
      assertThat(JsonFrames.isFrame(more)).isFalse();
      assertThat(converter.toConnectData(TOPIC, more).value()).isEqualTo(text + "a");
    }
  }

  @Test
  void keys_stay_plain_since_partitions_and_compaction_go_by_their_bytes() throws IOException {
    Path file = directory.resolve("events.dict");
    Files.write(file, Dictionaries.ofShortEvents(7).bytes());
    try (JsonContextConverter keys =
        converter(true, Map.of("dictionary.path", file.toString(), "compression.min.bytes", 0))) {
      RecordHeaders headers = new RecordHeaders();
      assertThat(keys.fromConnectData(TOPIC, headers, EVENT.schema(), EVENT))
          .isEqualTo(plain(Map.of(), EVENT.schema(), EVENT));
      assertThat(headers).isEmpty();
    }
  }

  @Test
  void headers_that_an_earlier_compression_left_are_corrected() throws IOException {
    RecordHeaders stale = new RecordHeaders();
    stale.add("content-encoding", "zstd".getBytes(UTF_8));
    stale.add("zstd-dictionary-id", "3".getBytes(UTF_8));
    stale.add("traceparent", "00-0f".getBytes(UTF_8));
    try (JsonContextConverter converter = withDictionary(Map.of())) {
      converter.fromConnectData(TOPIC, stale, EVENT.schema(), EVENT);
      assertThat(stale.headers("content-encoding")).hasSize(1);
      assertThat(text(stale, "zstd-dictionary-id")).isEqualTo("7");
      converter.fromConnectData(TOPIC, stale, null, null);
      assertThat(stale).extracting(Header::key).containsExactly("traceparent");
      stale.add("content-encoding", "gzip".getBytes(UTF_8));
      converter.fromConnectData(TOPIC, stale, null, null);
      assertThat(text(stale, "content-encoding")).isEqualTo("gzip");
    }
  }

  @Test
  void the_headers_can_be_switched_off() throws IOException {
    try (JsonContextConverter converter =
        withDictionary(Map.of("compression.header.enable", false))) {
      RecordHeaders headers = new RecordHeaders();
      byte[] written = converter.fromConnectData(TOPIC, headers, EVENT.schema(), EVENT);
      assertThat(JsonFrames.isFrame(Objects.requireNonNull(written))).isTrue();
      assertThat(headers).isEmpty();
    }
  }

  @Test
  void a_null_stays_null_where_the_field_has_a_default() {
    Schema schema =
        SchemaBuilder.struct()
            .field("tone", SchemaBuilder.string().optional().defaultValue("friendly").build())
            .build();
    Struct value = new Struct(schema).put("tone", null);
    try (JsonContextConverter ours = converter(false, Map.of());
        JsonContextConverter asKafkas =
            converter(false, Map.of("replace.null.with.default", true))) {
      byte[] written = ours.fromConnectData(TOPIC, schema, value);
      Struct read = (Struct) ours.toConnectData(TOPIC, written).value();
      assertThat(read.getWithoutDefault("tone")).isNull();
      Struct replaced =
          (Struct)
              asKafkas.toConnectData(TOPIC, asKafkas.fromConnectData(TOPIC, schema, value)).value();
      assertThat(replaced.getWithoutDefault("tone")).isEqualTo("friendly");
    }
    assertThat(new JsonContextConverter().config().defaultValues())
        .containsEntry("replace.null.with.default", false)
        .containsEntry("schemas.enable", true);
  }

  /** Kafka's own converter would have them read as 0. */
  @Test
  void numbers_that_json_does_not_have_are_refused_at_any_depth() {
    Schema list = SchemaBuilder.array(Schema.FLOAT64_SCHEMA).build();
    Schema named = SchemaBuilder.map(Schema.STRING_SCHEMA, list).build();
    Schema row = SchemaBuilder.struct().field("a", Schema.INT8_SCHEMA).field("n", named).build();
    try (JsonContextConverter converter = converter(false, Map.of())) {
      Struct fine = new Struct(row).put("a", (byte) 1).put("n", Map.of("x", List.of(1.0, 1e-9)));
      byte[] written = converter.fromConnectData(TOPIC, row, fine);
      assertThat(converter.toConnectData(TOPIC, written).value()).isEqualTo(fine);
      Struct wrong = new Struct(row).put("a", (byte) 1).put("n", Map.of("x", List.of(Double.NaN)));
      assertRefused(converter, row, wrong);
      assertRefused(converter, Schema.FLOAT32_SCHEMA, Float.NEGATIVE_INFINITY);
      assertRefused(converter, null, Map.of("x", List.of(Double.POSITIVE_INFINITY)));
    }
  }

  private static void assertRefused(
      JsonContextConverter converter, @Nullable Schema schema, Object value) {
    assertThatThrownBy(() -> converter.fromConnectData(TOPIC, schema, value))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("topic '" + TOPIC + "'")
        .hasMessageContaining("NaN or infinite");
  }

  @Test
  void wrong_options_are_told_before_anything_runs() {
    assertWrong(Map.of("compression.level", 20), "compression.level");
    assertWrong(Map.of("dictionary.write.id", 3), "Set dictionary.path");
    assertWrong(
        Map.of("dictionary.path", directory.resolve("no.dict").toString()),
        "no.dict is not there. Put the dictionary there");
    assertWrong(
        Map.of("dictionary.path", directory.toString(), "dictionary.write.id", 3),
        "dictionary 3, which dictionary.write.id names, is not in " + directory);
  }

  private static void assertWrong(Map<String, ?> options, String message) {
    try (JsonContextConverter converter = new JsonContextConverter()) {
      assertThatThrownBy(() -> converter.configure(options, false))
          .isInstanceOf(ConfigException.class)
          .hasMessageContaining(message);
    }
  }

  @Test
  void the_plugin_is_listed_for_connect() throws IOException {
    assertThat(
            Files.readAllLines(
                Path.of(
                    "src/main/resources/META-INF/services/org.apache.kafka.connect.storage.Converter")))
        .contains(JsonContextConverter.class.getName());
    assertThat(List.of(new JsonContextConverter().version())).doesNotContain("undefined");
  }
}
