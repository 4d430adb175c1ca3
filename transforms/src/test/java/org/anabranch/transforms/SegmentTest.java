package org.anabranch.transforms;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.ServiceLoader;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.anabranch.records.header.Manifest;
import org.anabranch.records.header.ManifestHeader;
import org.anabranch.testkit.servers.TemporaryDirectory;
import org.anabranch.transforms.rows.StandIn;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.errors.DataException;
import org.apache.kafka.connect.errors.RetriableException;
import org.apache.kafka.connect.json.JsonConverter;
import org.apache.kafka.connect.source.SourceRecord;
import org.apache.kafka.connect.transforms.Transformation;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What goes on, what stands for it and what refuses that; values lie in files. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class SegmentTest {

  private static final String JSON = "org.apache.kafka.connect.json.JsonConverter";
  private static final String LONG_TEXT = "likes tea ".repeat(800);

  private final TemporaryDirectory directory = TemporaryDirectory.create("anabranch-parts-");

  @AfterEach
  void delete() {
    directory.close();
  }

  private Map<String, String> options(String... more) {
    Map<String, String> options = new HashMap<>();
    options.put("parts.store", "file");
    options.put("parts.directory", directory.path().toString());
    options.put("value.converter", JSON);
    for (int i = 0; i < more.length; i += 2) {
      options.put(more[i], more[i + 1]);
    }
    return options;
  }

  private Segment.Value<SourceRecord> segment(String... more) {
    Segment.Value<SourceRecord> segment = new Segment.Value<>();
    Map<String, String> options = options("key.converter", JSON, "max.bytes", "4000");
    for (int i = 0; i < more.length; i += 2) {
      options.put(more[i], more[i + 1]);
    }
    segment.configure(options);
    return segment;
  }

  private Assemble.Value<SourceRecord> assemble(String... more) {
    Assemble.Value<SourceRecord> assemble = new Assemble.Value<>();
    Map<String, String> options = options("parts.wait.ms", "1000");
    for (int i = 0; i < more.length; i += 2) {
      options.put(more[i], more[i + 1]);
    }
    assemble.configure(options);
    return assemble;
  }

  private static Object largeRow(boolean schema) {
    Struct row = ((Struct) SampleRecords.row(true)).put("email", LONG_TEXT);
    return schema ? row : SampleRecords.plain(row);
  }

  private static SourceRecord record(@Nullable Schema schema, @Nullable Object value) {
    SourceRecord like = SampleRecords.record(SampleRecords.row(true), null);
    return new SourceRecord(
        like.sourcePartition(),
        like.sourceOffset(),
        like.topic(),
        like.kafkaPartition(),
        like.keySchema(),
        like.key(),
        schema,
        value,
        like.timestamp(),
        like.headers());
  }

  private static SourceRecord record(Object value) {
    return record(value instanceof Struct struct ? struct.schema() : null, value);
  }

  /** Every form in which Connect may hand a value over, too large for 4000 bytes. */
  static Stream<SourceRecord> large() {
    Schema bare = SchemaBuilder.struct().field("text", Schema.STRING_SCHEMA).build();
    Struct update = SampleRecords.envelope("u", SampleRecords.row(true), largeRow(true));
    return Stream.of(
        record(largeRow(true)),
        record(update),
        record(new Struct(bare).put("text", LONG_TEXT)),
        record(Schema.STRING_SCHEMA, LONG_TEXT),
        record(Schema.OPTIONAL_BYTES_SCHEMA, LONG_TEXT.getBytes(UTF_8)),
        record(
            SchemaBuilder.array(Schema.STRING_SCHEMA).build(), List.of(LONG_TEXT, "and coffee")));
  }

  @ParameterizedTest(name = "{index}")
  @MethodSource("large")
  void a_large_value_comes_back_as_it_was_with_all_that_was_beside_it(SourceRecord given) {
    boolean raw = given.value() instanceof byte[];
    SourceRecord made = raw ? plainSegment().apply(given) : segment().apply(given);
    assertThat(made.value()).isNotNull().isNotEqualTo(given.value());
    assertThat(made.value() + " " + made.headers()).doesNotContain("tea");
    assertThat(ManifestHeader.isOn(given)).isFalse();
    assertThat(ManifestHeader.isOn(made)).isTrue();

    SourceRecord back = assemble().apply(made);
    assertThat(back.valueSchema()).isEqualTo(given.valueSchema());
    assertThat(back.value()).isEqualTo(given.value());
    assertThat(back.headers()).isEqualTo(given.headers());
    for (SourceRecord either : List.of(made, back)) {
      assertThat(either.topic()).isEqualTo(given.topic());
      assertThat(either.kafkaPartition()).isEqualTo(given.kafkaPartition());
      assertThat(either.timestamp()).isEqualTo(given.timestamp());
      assertThat(either.key()).isEqualTo(given.key());
      assertThat(either.keySchema()).isEqualTo(given.keySchema());
      assertThat(either.sourceOffset()).isEqualTo(given.sourceOffset());
    }
  }

  private Segment.Value<SourceRecord> plainSegment() {
    Segment.Value<SourceRecord> segment = new Segment.Value<>();
    Map<String, String> options = options("key.converter", JSON, "max.bytes", "4000");
    options.remove("value.converter");
    segment.configure(options);
    return segment;
  }

  @Test
  void a_map_comes_back_as_a_map() {
    Map<?, ?> given = (Map<?, ?>) largeRow(false);
    SourceRecord made = segment("value.converter.schemas.enable", "false").apply(record(given));
    assertThat(made.value()).isInstanceOf(Map.class);
    SourceRecord back = assemble("value.converter.schemas.enable", "false").apply(made);
    assertThat(back.valueSchema()).isNull();
    assertThat(back.value()).isEqualTo(given);
  }

  @Test
  void an_envelope_is_stood_for_by_one_without_images_whose_schema_has_one_optional_field_more() {
    Struct given = SampleRecords.envelope("u", SampleRecords.row(true), largeRow(true));
    Struct made = (Struct) segment().apply(record(given)).value();
    assertThat(made.get("before")).isNull();
    assertThat(made.get("after")).isNull();
    assertThat(made.get("op")).isEqualTo("u");
    assertThat(made.get("source")).isEqualTo(given.get("source"));
    assertThat(made.schema().name()).isEqualTo(given.schema().name());
    assertThat(made.schema().fields()).startsWith(given.schema().fields().toArray(new Field[0]));
    assertThat(made.schema().fields()).hasSize(given.schema().fields().size() + 1);
    assertThat(made.schema().field(StandIn.FIELD).schema().isOptional()).isTrue();
    made.validate();
    Struct again = (Struct) segment().apply(record(given)).value();
    assertThat(again.schema()).isEqualTo(made.schema());
  }

  /** As MirrorMaker's: what reads the sink's topic needs not know that there was a segment. */
  @Test
  void bytes_are_stood_for_by_what_the_converter_that_wrote_them_reads() {
    var json = new JsonConverter();
    json.configure(Map.of(), false);
    Struct given = SampleRecords.envelope("u", SampleRecords.row(true), largeRow(true));
    byte[] bytes = json.fromConnectData("any", given.schema(), given);
    SourceRecord raw = record(Schema.OPTIONAL_BYTES_SCHEMA, bytes);
    raw.headers().addBytes("other", new byte[] {1});

    SourceRecord made = segment().apply(raw);
    assertThat(made.headers().lastWithName(ManifestHeader.NAME).value()).isInstanceOf(byte[].class);
    Object read = json.toConnectData("any", (byte[]) made.value()).value();
    assertThat(StandIn.is(read)).isTrue();
    assertThat(((Struct) read).get("op")).isEqualTo("u");

    assertThat(assemble().apply(made).value()).isEqualTo(bytes);
    Object assembled =
        assemble()
            .apply(
                made.newRecord(
                    made.topic(),
                    3,
                    null,
                    null,
                    ((Struct) read).schema(),
                    read,
                    1L,
                    made.headers()))
            .value();
    assertThat(assembled).isEqualTo(given);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void what_fits_passes_as_it_is(boolean schema) {
    SourceRecord small = record(SampleRecords.row(schema));
    String schemas = String.valueOf(schema);
    Transformation<SourceRecord> roomy =
        segment("max.bytes", "100000", "value.converter.schemas.enable", schemas);
    assertThat(roomy.apply(small)).isSameAs(small);
    assertThat(assemble().apply(small)).isSameAs(small);
    assertThat(directory.path()).isEmptyDirectory();
  }

  @Test
  void what_is_clearly_small_is_not_converted() {
    SourceRecord small = new SourceRecord(null, null, "t", 0, null, "a key", null, Map.of("a", 1));
    Segment.Value<SourceRecord> segment = new Segment.Value<>();
    Map<String, String> options = options();
    options.remove("value.converter");
    segment.configure(options);
    assertThat(segment.apply(small)).isSameAs(small);
  }

  static Stream<SourceRecord> noRows() {
    return SampleRecords.noRows();
  }

  @ParameterizedTest(name = "{index}")
  @MethodSource("noRows")
  void what_is_no_row_passes_as_it_is(SourceRecord record) {
    assertThat(segment().apply(record)).isSameAs(record);
    assertThat(assemble().apply(record)).isSameAs(record);
  }

  @Test
  void what_stands_for_a_value_already_passes_as_it_is() {
    SourceRecord made = segment().apply(record(largeRow(true)));
    assertThat(segment("max.bytes", "1024").apply(made)).isSameAs(made);
  }

  /** What withholds a record leaves no value, and its header must not bring one back. */
  @Test
  void a_record_without_a_value_gets_none() {
    SourceRecord made = segment().apply(record(largeRow(true)));
    SourceRecord emptied =
        made.newRecord(made.topic(), 3, null, null, null, null, 1L, made.headers());
    assertThat(assemble().apply(emptied)).isSameAs(emptied);
  }

  @Test
  void a_record_that_it_is_given_stays_as_it_is() {
    SourceRecord given = record(largeRow(true));
    SourceRecord alike = record(largeRow(true));
    SourceRecord made = segment().apply(given);
    assertThat(given).isEqualTo(alike);
    SourceRecord before =
        made.newRecord(
            made.topic(),
            3,
            null,
            null,
            made.valueSchema(),
            made.value(),
            1L,
            made.headers().duplicate());
    SourceRecord unused = assemble().apply(made);
    assertThat(made.headers()).isEqualTo(before.headers());
  }

  @Test
  void several_threads_get_what_one_gets() throws Exception {
    Transformation<SourceRecord> segment = segment();
    Transformation<SourceRecord> assemble = assemble();
    ExecutorService threads = Executors.newFixedThreadPool(4);
    try {
      List<Future<Boolean>> alike =
          IntStream.range(0, 4)
              .mapToObj(
                  thread ->
                      threads.submit(
                          () ->
                              Stream.generate(() -> record(largeRow(true)))
                                  .limit(100)
                                  .allMatch(
                                      given -> assemble.apply(segment.apply(given)).equals(given))))
              .toList();
      for (Future<Boolean> one : alike) {
        assertThat(one.get(1, TimeUnit.MINUTES)).isTrue();
      }
    } finally {
      threads.shutdownNow();
      assertThat(threads.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
    }
  }

  /** Each would let a value pass in clear, or judge a row that it does not see. */
  @ParameterizedTest
  @ValueSource(strings = {"struct", "envelope", "map"})
  void what_works_on_rows_refuses_what_stands_for_them(String form) {
    String schemas = String.valueOf(!form.equals("map"));
    Object row = largeRow(!form.equals("map"));
    Object value = form.equals("envelope") ? SampleRecords.envelope("u", row, row) : row;
    SourceRecord made = segment("value.converter.schemas.enable", schemas).apply(record(value));
    assertThat(ManifestHeader.isOn(made)).isTrue();

    MaskFields.Value<SourceRecord> mask = new MaskFields.Value<>();
    mask.configure(Map.of("fields", "email:redact", "missing.field", "ignore"));
    Encryption encryption = new Encryption();
    Map<String, String> filter = GeoFilterTest.options(GeoFilterTest.POLICY);
    filter.put("on.error", "fail");
    List<UnaryOperator<SourceRecord>> each =
        List.of(
            mask::apply,
            encryption.encrypting("email", "fields.unmatched", "warn")::apply,
            encryption.decrypting("email", "fields.unmatched", "warn")::apply,
            record -> Objects.requireNonNull(GeoFilterTest.filter(filter).apply(record)));
    for (UnaryOperator<SourceRecord> one : each) {
      assertThatThrownBy(() -> one.apply(made))
          .isInstanceOf(DataException.class)
          .hasMessageContaining("Assemble$Value");
    }
  }

  @Test
  void a_part_is_not_taken_apart_again() {
    byte[] name = ("ap1:" + "0".repeat(64) + ":1/2").getBytes(UTF_8);
    SourceRecord part =
        new SourceRecord(
            null,
            null,
            "parts.t",
            0,
            Schema.BYTES_SCHEMA,
            name,
            Schema.BYTES_SCHEMA,
            new byte[5000]);
    assertThatThrownBy(() -> segment().apply(part))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("part of another value")
        .hasMessageContaining("topic 'parts.t', partition 0");
  }

  @Test
  void a_key_that_is_too_large_itself_is_refused_and_not_told() {
    SourceRecord keyed = record(largeRow(true));
    SourceRecord large =
        keyed.newRecord(
            keyed.topic(),
            3,
            Schema.STRING_SCHEMA,
            LONG_TEXT,
            keyed.valueSchema(),
            keyed.value(),
            1L,
            keyed.headers());
    assertThatThrownBy(() -> segment().apply(large))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("its key and its headers are too large")
        .hasMessageContaining("max.bytes=4000")
        .hasMessageNotContaining("tea");
    assertThat(directory.path()).isEmptyDirectory();
  }

  @Test
  void a_value_without_a_converter_is_refused() {
    assertThatThrownBy(() -> plainSegment().apply(record(largeRow(true))))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("Set value.converter")
        .hasMessageContaining("topic 'assistant.profile'");
    SourceRecord made = segment().apply(record(largeRow(true)));
    Assemble.Value<SourceRecord> assemble = new Assemble.Value<>();
    Map<String, String> options = options();
    options.remove("value.converter");
    assemble.configure(options);
    assertThatThrownBy(() -> assemble.apply(made))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("Set value.converter");
  }

  @Test
  void header_and_value_come_together_or_the_record_is_refused() {
    SourceRecord made = segment().apply(record(largeRow(true)));
    SourceRecord headless =
        made.newRecord(made.topic(), 3, null, null, made.valueSchema(), made.value(), 1L);
    headless.headers().remove(ManifestHeader.NAME);
    assertThatThrownBy(() -> assemble().apply(headless))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("its header 'anabranch.segments' is missing");
    SourceRecord replaced =
        made.newRecord(
            made.topic(),
            3,
            null,
            null,
            SampleRecords.ROW,
            SampleRecords.row(true),
            1L,
            made.headers());
    assertThatThrownBy(() -> assemble().apply(replaced))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("does not stand for another one");
  }

  @Test
  void a_value_that_is_not_there_is_waited_for_and_one_that_was_altered_is_refused()
      throws Exception {
    SourceRecord made = segment().apply(record(largeRow(true)));
    String hash = Objects.requireNonNull(ManifestHeader.of(made)).sha256();
    var file = directory.path().resolve(hash.substring(0, 2)).resolve(hash);
    byte[] content = Files.readAllBytes(file);
    byte[] altered = content.clone();
    altered[100] ^= 1;
    Files.write(file, altered);
    assertThatThrownBy(() -> assemble().apply(made))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("is not what was written");
    Files.delete(file);
    assertThatThrownBy(() -> assemble().apply(made))
        .isInstanceOf(RetriableException.class)
        .hasMessageContaining("not in parts.store after parts.wait.ms=1000")
        .hasMessageContaining("topic 'assistant.profile', partition 3");
    SourceRecord again = segment().apply(record(largeRow(true)));
    assertThat(again).isEqualTo(made);
    assertThat(assemble().apply(made).value()).isEqualTo(largeRow(true));
  }

  @Test
  void a_value_that_is_too_large_is_refused_by_what_its_manifest_says() {
    Manifest huge = new Manifest("0".repeat(64), Long.MAX_VALUE, new Manifest.InStore());
    SourceRecord forged = record(Map.of(StandIn.FIELD, ManifestHeader.encode(huge)));
    forged.headers().addString(ManifestHeader.NAME, ManifestHeader.encode(huge));
    assertThatThrownBy(() -> assemble().apply(forged))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("9223372036854775807 bytes, more than value.max.bytes=67108864");
  }

  @Test
  void it_says_its_version_and_documents_its_options() {
    for (Transformation<SourceRecord> each :
        List.<Transformation<SourceRecord>>of(new Segment.Value<>(), new Assemble.Value<>())) {
      assertThat(each.version()).isNotBlank();
      assertThat(each.config().configKeys().values())
          .isNotEmpty()
          .allSatisfy(
              key -> {
                assertThat(key.documentation).endsWith(".");
                assertThat(key.displayName).isNotBlank();
                assertThat(key.name).matches("[a-z.]+");
              });
      assertThat(each.config().validate(Map.of()))
          .anyMatch(
              option ->
                  option.errorMessages().stream()
                      .anyMatch(message -> message.contains("parts.bootstrap.servers")));
      assertThatThrownBy(() -> each.configure(Map.of()))
          .isInstanceOf(ConfigException.class)
          .hasMessageContaining("parts.store=kafka needs parts.bootstrap.servers");
      assertThat(
              ServiceLoader.load(Transformation.class).stream().map(ServiceLoader.Provider::type))
          .map(Class::getName)
          .contains(each.getClass().getName());
    }
    assertThatThrownBy(() -> segment("max.bytes", "1000")).isInstanceOf(ConfigException.class);
    assertThatThrownBy(() -> segment("value.converter", "no.Such"))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("value.converter");
    assertThatThrownBy(() -> segment("parts.store", "attic"))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("parts.store");
    assertThatThrownBy(() -> segment("parts.directory", "/nowhere"))
        .hasMessageContaining("parts.directory is no directory");
  }
}
