package org.anabranch.transforms;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.anabranch.records.header.ManifestHeader;
import org.anabranch.transforms.rows.StandIn;
import org.apache.kafka.common.metrics.Metrics;
import org.apache.kafka.common.metrics.internals.PluginMetricsImpl;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.json.JsonConverter;
import org.apache.kafka.connect.source.SourceRecord;
import org.apache.kafka.connect.transforms.Transformation;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What goes on, what stands for it, and that it comes back; values lie in files. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class SegmentTest extends SegmentsInFiles {

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

  @Test
  void what_is_put_elsewhere_and_back_is_counted() throws IOException {
    Segment.Value<SourceRecord> segment = segment();
    Assemble.Value<SourceRecord> assemble = assemble();
    try (Metrics metrics = new Metrics();
        PluginMetricsImpl plugin = new PluginMetricsImpl(metrics, Map.of())) {
      segment.withPluginMetrics(plugin);
      assemble.withPluginMetrics(plugin);
      for (Object row : List.of(largeRow(true), SampleRecords.row(true))) {
        SourceRecord back = assemble.apply(segment.apply(record(row)));
        assertThat(back.value()).isEqualTo(row);
      }
      long bytes = counted(metrics, "segmented-bytes-total");
      assertThat(bytes).isGreaterThan(LONG_TEXT.length());
      assertThat(counted(metrics, "segmented-total")).isEqualTo(1);
      assertThat(counted(metrics, "assembled-total")).isEqualTo(1);
      assertThat(counted(metrics, "assembled-bytes-total")).isEqualTo(bytes);
    }
  }

  private static long counted(Metrics metrics, String name) {
    return metrics.metrics().values().stream()
        .filter(metric -> metric.metricName().name().equals(name))
        .mapToLong(metric -> (Long) metric.metricValue())
        .sum();
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
}
