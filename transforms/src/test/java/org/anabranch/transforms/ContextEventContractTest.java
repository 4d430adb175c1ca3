package org.anabranch.transforms;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.ServiceLoader;
import org.anabranch.records.event.EventReader;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.errors.DataException;
import org.apache.kafka.connect.source.SourceRecord;
import org.apache.kafka.connect.transforms.Transformation;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What every transform keeps to. Where the contract looks at a row's fields, these look at the
 * event, which holds the row.
 */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class ContextEventContractTest {

  private static Transformation<SourceRecord> to(Map<String, String> options) {
    Transformation<SourceRecord> to = new ToContextEvent.Value<>();
    to.configure(options);
    return to;
  }

  private static Transformation<SourceRecord> to() {
    return to(Map.of("event.type", "state", "cloud.region", "aws-us-east-1"));
  }

  private static Transformation<SourceRecord> from() {
    Transformation<SourceRecord> from = new FromContextEvent.Value<>();
    from.configure(Map.of());
    return from;
  }

  private static Map<?, ?> row(@Nullable Object event) {
    return (Map<?, ?>)
        Objects.requireNonNull(
            EventReader.read(Objects.requireNonNull(event)).operations().get(0).value());
  }

  @Nested
  class ToEvents extends TransformationContract {

    @Override
    Transformation<SourceRecord> subject() {
      return to();
    }

    @Override
    Transformation<SourceRecord> refusing() {
      return to(Map.of("event.type", "state", "cloud.region", "a", "context.id.field", "nobody"));
    }

    @Override
    @Nullable Object part(SourceRecord record) {
      return record.value();
    }

    @Override
    SourceRecord carrying(@Nullable Object part) {
      return SampleRecords.record(null, part);
    }

    @Override
    boolean keepsSchemas() {
      return false;
    }

    @Override
    @ParameterizedTest
    @MethodSource("withSchemaAndWithout")
    void both_images_of_an_envelope_are_treated_as_the_row_alone(boolean schema) {
      Struct update = SampleRecords.envelope("u", SampleRecords.row(true), SampleRecords.row(true));
      Object event = part(subject().apply(carrying(schema ? update : SampleRecords.plain(update))));
      assertThat(row(event))
          .isEqualTo(row(part(subject().apply(carrying(SampleRecords.row(schema))))))
          .isEqualTo(EventReader.read(Objects.requireNonNull(event)).previous());
    }

    @Override
    @Test
    void fields_within_structs_and_maps_and_lists_are_reached() {
      assertThat(row(part(subject().apply(carrying(SampleRecords.row(true))))))
          .isEqualTo(SampleRecords.row(false));
    }

    @Override
    @Test
    void the_same_comes_out_with_a_schema_and_without() {
      assertThat(row(part(subject().apply(carrying(SampleRecords.row(true))))))
          .isEqualTo(row(part(subject().apply(carrying(SampleRecords.row(false))))));
    }

    @Override
    @Test
    void everything_beside_the_row_is_kept() {
      assertKept(carrying(SampleRecords.row(true)), subject());
    }
  }

  @Nested
  class FromEvents extends TransformationContract {

    @Override
    boolean needsOptions() {
      return false;
    }

    @Override
    Transformation<SourceRecord> subject() {
      return from();
    }

    @Override
    Transformation<SourceRecord> refusing() {
      return from();
    }

    @Override
    @Nullable Object part(SourceRecord record) {
      return record.value();
    }

    @Override
    SourceRecord carrying(@Nullable Object part) {
      return to().apply(SampleRecords.record(null, part));
    }

    @Override
    @ParameterizedTest
    @MethodSource("withSchemaAndWithout")
    void both_images_of_an_envelope_are_treated_as_the_row_alone(boolean schema) {
      Struct update = SampleRecords.envelope("u", SampleRecords.row(true), SampleRecords.row(true));
      Object made = part(subject().apply(carrying(schema ? update : SampleRecords.plain(update))));
      Map<?, ?> envelope = made instanceof Struct ? SampleRecords.plain(made) : (Map<?, ?>) made;
      assertThat(Objects.requireNonNull(envelope).get("before"))
          .isEqualTo(envelope.get("after"))
          .isEqualTo(SampleRecords.row(false));
      assertThat(envelope.get("op")).isEqualTo("u");
    }

    @Override
    @Test
    void fields_within_structs_and_maps_and_lists_are_reached() {
      Struct made = (Struct) part(subject().apply(carrying(SampleRecords.row(true))));
      assertThat(Objects.requireNonNull(made).getStruct("after"))
          .isEqualTo(SampleRecords.row(true));
    }

    @Override
    @Test
    void the_same_comes_out_with_a_schema_and_without() {
      Object struct = part(subject().apply(carrying(SampleRecords.row(true))));
      Object map = part(subject().apply(carrying(SampleRecords.row(false))));
      assertThat(SampleRecords.plain(struct).get("after"))
          .isEqualTo(((Map<?, ?>) Objects.requireNonNull(map)).get("after"));
    }

    @Override
    @Test
    void everything_beside_the_row_is_kept() {
      assertKept(carrying(SampleRecords.row(true)), subject());
    }

    @Override
    @ParameterizedTest
    @MethodSource("withSchemaAndWithout")
    void no_message_tells_a_value(boolean schema) {
      assertThatThrownBy(
              () -> refusing().apply(SampleRecords.record(null, SampleRecords.row(schema))))
          .isInstanceOf(DataException.class)
          .hasMessageContaining("topic 'assistant.profile'")
          .satisfies(thrown -> assertThat(thrown.toString()).doesNotContain(SampleRecords.SECRETS));
    }

    /** All of its options have a default. */
    @Override
    @Test
    void it_says_its_version_and_documents_its_options() {
      assertThat(subject().version()).isNotBlank();
      assertThat(subject().config().configKeys().values())
          .allSatisfy(key -> assertThat(key.documentation).endsWith("."));
      assertThat(subject().config().validate(Map.of("partial.rows", "perhaps")))
          .anyMatch(option -> !option.errorMessages().isEmpty());
    }
  }

  private static void assertKept(SourceRecord given, Transformation<SourceRecord> transform) {
    SourceRecord made = transform.apply(given);
    assertThat(made.topic()).isEqualTo(given.topic());
    assertThat(made.kafkaPartition()).isEqualTo(given.kafkaPartition());
    assertThat(made.timestamp()).isEqualTo(given.timestamp());
    assertThat(made.sourceOffset()).isEqualTo(given.sourceOffset());
    assertThat(made.headers()).isEqualTo(given.headers());
    assertThat(made.keySchema()).isEqualTo(given.keySchema());
    assertThat(made.key()).isEqualTo(given.key());
  }

  @Test
  void connect_finds_the_plugins() {
    assertThat(ServiceLoader.load(Transformation.class).stream().map(ServiceLoader.Provider::type))
        .map(Class::getName)
        .containsAll(
            List.of(ToContextEvent.Value.class.getName(), FromContextEvent.Value.class.getName()));
  }
}
