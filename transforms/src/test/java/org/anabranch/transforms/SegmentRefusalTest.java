package org.anabranch.transforms;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.ServiceLoader;
import java.util.function.UnaryOperator;
import org.anabranch.records.header.Manifest;
import org.anabranch.records.header.ManifestHeader;
import org.anabranch.transforms.rows.StandIn;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.errors.DataException;
import org.apache.kafka.connect.errors.RetriableException;
import org.apache.kafka.connect.source.SourceRecord;
import org.apache.kafka.connect.transforms.Transformation;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What must not slip through, and what is said of it; values lie in files. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class SegmentRefusalTest extends SegmentsInFiles {

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
