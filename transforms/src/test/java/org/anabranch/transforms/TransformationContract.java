package org.anabranch.transforms;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.source.SourceRecord;
import org.apache.kafka.connect.transforms.Transformation;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What every transform of ours keeps to that alters rows. The subject changes the row {@link
 * SampleRecords#row}, or its key.
 */
abstract class TransformationContract extends CourtesyContract {

  /** What the subject works on. */
  abstract @Nullable Object part(SourceRecord record);

  /**
   * What a part that came out says to whoever reads it: compared where a value is written otherwise
   * with a schema than without.
   */
  @Nullable Object meaning(@Nullable Object part) {
    return part;
  }

  /** Whether there are options that must be given. */
  boolean needsOptions() {
    return true;
  }

  /** Whether what comes out has the schemas that went in. */
  boolean keepsSchemas() {
    return true;
  }

  @ParameterizedTest
  @MethodSource("withSchemaAndWithout")
  void a_record_that_it_is_given_stays_as_it_is(boolean schema) {
    SourceRecord given = carrying(SampleRecords.row(schema));
    SourceRecord alike = carrying(SampleRecords.row(schema));
    SourceRecord made = subject().apply(given);
    assertThat(contents(given)).isEqualTo(contents(alike));
    assertThat(made).isNotSameAs(given);
    assertThat(part(made)).isNotEqualTo(part(given));
  }

  private static List<String> headers(SourceRecord record) {
    List<String> headers = new ArrayList<>();
    record
        .headers()
        .forEach(
            header ->
                headers.add(
                    header.key()
                        + (header.value() instanceof byte[] bytes
                            ? Arrays.toString(bytes)
                            : header.value())));
    return headers;
  }

  private List<@Nullable Object> contents(SourceRecord record) {
    return Arrays.asList(
        record.topic(),
        record.kafkaPartition(),
        record.keySchema(),
        record.valueSchema(),
        part(record),
        record.timestamp(),
        headers(record),
        record.sourceOffset());
  }

  @ParameterizedTest
  @MethodSource("withSchemaAndWithout")
  void both_images_of_an_envelope_are_treated_as_the_row_alone(boolean schema) {
    Struct update = SampleRecords.envelope("u", SampleRecords.row(true), SampleRecords.row(true));
    Object made = part(subject().apply(carrying(schema ? update : SampleRecords.plain(update))));
    Map<?, ?> envelope = made instanceof Struct ? SampleRecords.plain(made) : (Map<?, ?>) made;
    Object row = part(subject().apply(carrying(SampleRecords.row(false))));
    assertThat(Objects.requireNonNull(envelope).get("before"))
        .isEqualTo(envelope.get("after"))
        .isNotEqualTo(part(carrying(SampleRecords.row(false))));
    assertThat(meaning(envelope.get("before"))).isEqualTo(meaning(row));
    assertThat(envelope.get("op")).isEqualTo("u");
    assertThat(envelope.get("source")).isEqualTo(Map.of("table", "profile"));
  }

  @Test
  void fields_within_structs_and_maps_and_lists_are_reached() {
    Map<?, ?> made =
        (Map<?, ?>)
            Objects.requireNonNull(part(subject().apply(carrying(SampleRecords.row(false)))));
    Map<?, ?> given = (Map<?, ?>) Objects.requireNonNull(part(carrying(SampleRecords.row(false))));
    for (String field : List.of("email", "place", "messages", "labels")) {
      assertThat(made.get(field)).as(field).isNotEqualTo(given.get(field));
    }
    assertThat(made.get("calls")).isEqualTo(given.get("calls"));
  }

  @Test
  void the_same_comes_out_with_a_schema_and_without() {
    Struct struct =
        (Struct) Objects.requireNonNull(part(subject().apply(carrying(SampleRecords.row(true)))));
    Object map = part(subject().apply(carrying(SampleRecords.row(false))));
    assertThat(meaning(SampleRecords.plain(struct))).isEqualTo(meaning(map));
    struct.validate();
  }

  @Test
  void everything_beside_the_row_is_kept() {
    SourceRecord given = carrying(SampleRecords.row(true));
    SourceRecord made = subject().apply(given);
    assertThat(made.topic()).isEqualTo(given.topic());
    assertThat(made.kafkaPartition()).isEqualTo(given.kafkaPartition());
    assertThat(made.timestamp()).isEqualTo(given.timestamp());
    assertThat(made.sourceOffset()).isEqualTo(given.sourceOffset());
    assertThat(made.headers().lastWithName("traceparent"))
        .isEqualTo(given.headers().lastWithName("traceparent"));
    boolean ofKey = given.key() != null;
    assertThat(ofKey ? made.valueSchema() : made.keySchema())
        .isEqualTo(ofKey ? given.valueSchema() : given.keySchema());
    Schema before = ofKey ? given.keySchema() : given.valueSchema();
    Schema after = ofKey ? made.keySchema() : made.valueSchema();
    if (keepsSchemas()) {
      assertThat(after).isEqualTo(before);
    } else {
      assertThat(after)
          .isNotEqualTo(before)
          .isEqualTo(((Struct) Objects.requireNonNull(part(made))).schema());
    }
  }

  @Test
  void several_threads_get_what_one_gets() throws Exception {
    Transformation<SourceRecord> shared = subject();
    Object expected = part(shared.apply(carrying(SampleRecords.row(true))));
    ExecutorService threads = Executors.newFixedThreadPool(4);
    try {
      List<Future<Boolean>> alike = new ArrayList<>();
      for (int thread = 0; thread < 4; thread++) {
        alike.add(
            threads.submit(
                () ->
                    Stream.generate(() -> shared.apply(carrying(SampleRecords.row(true))))
                        .limit(500)
                        .allMatch(
                            made -> String.valueOf(part(made)).equals(String.valueOf(expected)))));
      }
      for (Future<Boolean> one : alike) {
        assertThat(one.get(1, TimeUnit.MINUTES)).isTrue();
      }
    } finally {
      threads.shutdownNow();
      assertThat(threads.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
    }
  }

  @Test
  void options_that_must_be_given_are_asked_for() {
    boolean asked =
        subject().config().validate(Map.of()).stream()
            .anyMatch(option -> !option.errorMessages().isEmpty());
    assertThat(asked).isEqualTo(needsOptions());
  }
}
