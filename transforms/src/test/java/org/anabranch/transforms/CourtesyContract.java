package org.anabranch.transforms;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.stream.Stream;
import org.apache.kafka.connect.errors.DataException;
import org.apache.kafka.connect.source.SourceRecord;
import org.apache.kafka.connect.transforms.Transformation;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What every transform of ours keeps to, whatever it does with rows. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
abstract class CourtesyContract {

  /** One that does something to the sample row. */
  abstract Transformation<SourceRecord> subject();

  /** One that must refuse it. */
  abstract Transformation<SourceRecord> refusing();

  /** A record whose key or value, as the subject works on it, is this. */
  abstract SourceRecord carrying(@Nullable Object part);

  /** The same record in the form in which the subject gets it. */
  SourceRecord carried(SourceRecord record) {
    return record;
  }

  static Stream<Boolean> withSchemaAndWithout() {
    return Stream.of(true, false);
  }

  static Stream<SourceRecord> noRows() {
    return SampleRecords.noRows();
  }

  @ParameterizedTest
  @MethodSource("noRows")
  void what_is_no_row_passes_as_it_is(SourceRecord beside) {
    SourceRecord record = carried(beside);
    assertThat(subject().apply(record)).isSameAs(record);
    assertThat(refusing().apply(record)).isSameAs(record);
  }

  @ParameterizedTest
  @MethodSource("withSchemaAndWithout")
  void no_message_tells_a_value(boolean schema) {
    assertThatThrownBy(() -> refusing().apply(carrying(SampleRecords.row(schema))))
        .isInstanceOf(DataException.class)
        .satisfies(
            thrown -> {
              for (Throwable at = thrown; at != null; at = at.getCause()) {
                assertThat(at.toString()).doesNotContain(SampleRecords.SECRETS);
              }
              assertThat(thrown).hasMessageContaining("topic 'assistant.profile'");
            });
  }

  @Test
  void it_says_its_version_and_documents_its_options() {
    assertThat(subject().version()).isNotBlank();
    assertThat(subject().config().configKeys().values())
        .isNotEmpty()
        .allSatisfy(
            key -> {
              assertThat(key.documentation).endsWith(".");
              assertThat(key.displayName).isNotBlank();
              assertThat(key.name).matches("[a-z.]+");
            });
  }
}
