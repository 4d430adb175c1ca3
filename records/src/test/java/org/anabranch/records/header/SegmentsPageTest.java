package org.anabranch.records.header;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.anabranch.records.FormatPage;
import org.anabranch.records.header.Manifest.InStore;
import org.anabranch.records.header.Manifest.InTopic;
import org.apache.kafka.connect.sink.SinkRecord;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The vectors of docs/formats/segments.md, made by another program than this code. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class SegmentsPageTest {

  private static final FormatPage PAGE = FormatPage.of("segments.md");

  static Stream<Map<String, String>> vectors() {
    return PAGE.blocks("vector").stream();
  }

  static Stream<Map<String, String>> refused() {
    return PAGE.blocks("refused").stream();
  }

  private static Manifest manifest(Map<String, String> vector) {
    Manifest.Place place =
        vector.containsKey("parts")
            ? new InTopic(
                text(vector, "topic"),
                text(vector, "parts-topic"),
                Integer.parseInt(text(vector, "partition")),
                Integer.parseInt(text(vector, "parts")),
                Long.parseLong(text(vector, "written-at")))
            : new InStore();
    return new Manifest(text(vector, "sha256"), Long.parseLong(text(vector, "bytes")), place);
  }

  private static String text(Map<String, String> vector, String field) {
    return Objects.requireNonNull(vector.get(field), field);
  }

  @ParameterizedTest
  @MethodSource("vectors")
  void writes_and_reads_the_vector(Map<String, String> vector) {
    Manifest manifest = manifest(vector);
    String header = vector.get("header");
    if (header == null) {
      assertThat(ManifestHeader.decode(vector.get("reads"))).isEqualTo(manifest);
    } else {
      assertThat(HexFormat.of().formatHex(ManifestBytes.write(manifest)))
          .isEqualTo(vector.get("hex"));
      assertThat(ManifestHeader.encode(manifest)).isEqualTo(header);
      assertThat(ManifestHeader.decode(header)).isEqualTo(manifest);
    }
  }

  @ParameterizedTest
  @MethodSource("refused")
  void refuses_and_says_why(Map<String, String> vector) {
    SinkRecord record = new SinkRecord("t", 3, null, null, null, null, 9);
    record.headers().addString(ManifestHeader.NAME, text(vector, "header"));
    assertThatThrownBy(() -> ManifestHeader.of(record))
        .isInstanceOf(MalformedHeaderException.class)
        .hasMessageContaining(text(vector, "says"))
        .hasMessageContaining("topic 't', partition 3, offset 9");
  }

  @Test
  void has_vectors_of_every_sort() {
    assertThat(vectors()).hasSize(4);
    assertThat(refused()).hasSize(6);
  }

  /** What converters of headers make of it, of which HeaderConvertersTest has the whole list. */
  @Test
  void is_found_in_the_forms_that_header_converters_give_it() {
    Map<String, String> vector = vectors().findFirst().orElseThrow();
    String header = text(vector, "header");
    byte[] bytes = header.getBytes(StandardCharsets.UTF_8);
    for (Object form :
        new Object[] {
          header,
          bytes,
          Base64.getEncoder().encodeToString(bytes),
          '"' + header + '"',
          "{\"schema\":{\"type\":\"string\"},\"payload\":\"" + header + "\"}"
        }) {
      assertThat(ManifestHeader.decode(form)).isEqualTo(manifest(vector));
    }
    assertThatThrownBy(() -> ManifestHeader.decode("[B@1b2c3d"))
        .hasMessageContaining("ByteArrayConverter in MirrorMaker");
    assertThatThrownBy(() -> ManifestHeader.decode(null)).hasMessageContaining("'ab1:'");
  }

  @Test
  void a_record_without_it_has_no_manifest() {
    SinkRecord record = new SinkRecord("t", 3, null, null, null, null, 9);
    assertThat(ManifestHeader.of(record)).isNull();
    assertThat(ManifestHeader.isOn(record)).isFalse();
  }
}
