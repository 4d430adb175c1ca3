package org.anabranch.converters;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.kafka.common.config.ConfigDef.ConfigKey;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaAndValue;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.errors.DataException;
import org.apache.kafka.connect.storage.Converter;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What every converter of ours keeps to, whatever the bytes look like. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
abstract class ConverterContract {

  /** In what is to be written or read, and so in no message. */
  static final String SECRET = "tulip-4711";

  private static final String TOPIC = "aws.assistant.session";

  private final List<Converter> made = new ArrayList<>();

  /** One that is not configured. */
  abstract Converter create();

  /** Options for values that need schemas, complete. */
  abstract Map<String, Object> options();

  /** Bytes that it must refuse, with the secret in them. */
  abstract List<byte[]> unreadable();

  /** Whether this option is ours to document. */
  boolean documents(ConfigKey key) {
    return true;
  }

  private Converter subject() {
    Converter converter = create();
    made.add(converter);
    converter.configure(options(), false);
    return converter;
  }

  @AfterEach
  void close() throws IOException {
    for (Converter converter : made) {
      converter.close();
    }
  }

  static Stream<SchemaAndValue> values() {
    return SampleValues.all();
  }

  @ParameterizedTest
  @MethodSource("values")
  void schemas_and_values_come_back_as_they_were(SchemaAndValue given) {
    Converter converter = subject();
    byte[] bytes = converter.fromConnectData(TOPIC, given.schema(), given.value());
    SchemaAndValue read = converter.toConnectData(TOPIC, bytes);
    assertThat(read.schema()).isEqualTo(given.schema());
    assertThat(read.value()).isEqualTo(given.value());
  }

  @ParameterizedTest
  @MethodSource("values")
  void headers_change_nothing_of_the_value(SchemaAndValue given) {
    Converter converter = subject();
    RecordHeaders headers = new RecordHeaders();
    byte[] bytes = converter.fromConnectData(TOPIC, headers, given.schema(), given.value());
    assertThat(bytes).isEqualTo(converter.fromConnectData(TOPIC, given.schema(), given.value()));
    SchemaAndValue read = converter.toConnectData(TOPIC, headers, bytes);
    assertThat(read.value()).isEqualTo(given.value());
  }

  @ParameterizedTest
  @MethodSource("values")
  void what_one_instance_wrote_another_one_reads(SchemaAndValue given) {
    byte[] bytes = subject().fromConnectData(TOPIC, given.schema(), given.value());
    SchemaAndValue read = subject().toConnectData(TOPIC, bytes);
    assertThat(read.schema()).isEqualTo(given.schema());
    assertThat(read.value()).isEqualTo(given.value());
  }

  @Test
  void nothing_is_nothing_for_tombstones_and_marks_and_stubs() {
    Converter converter = subject();
    RecordHeaders headers = new RecordHeaders();
    assertThat(converter.fromConnectData(TOPIC, null, null)).isNull();
    assertThat(converter.fromConnectData(TOPIC, headers, null, null)).isNull();
    assertThat(headers).isEmpty();
    assertThat(converter.toConnectData(TOPIC, null)).isEqualTo(SchemaAndValue.NULL);
    assertThat(converter.toConnectData(TOPIC, headers, null)).isEqualTo(SchemaAndValue.NULL);
  }

  @Test
  void no_message_tells_what_could_not_be_read() {
    Converter converter = subject();
    for (byte[] bytes : unreadable()) {
      assertTellsNothing(catchThrowable(() -> converter.toConnectData(TOPIC, bytes)));
    }
  }

  @Test
  void no_message_tells_what_could_not_be_written() {
    Converter converter = subject();
    assertTellsNothing(
        catchThrowable(() -> converter.fromConnectData(TOPIC, Schema.INT32_SCHEMA, SECRET)));
    assertTellsNothing(
        catchThrowable(
            () -> converter.fromConnectData(TOPIC, Schema.STRING_SCHEMA, List.of(SECRET))));
    assertTellsNothing(
        catchThrowable(
            () ->
                converter.fromConnectData(
                    TOPIC, SampleValues.ROW_SCHEMA, SampleValues.otherRow(SECRET))));
  }

  private static void assertTellsNothing(Throwable thrown) {
    assertThat(thrown).isInstanceOf(DataException.class).hasMessageContaining(TOPIC);
    for (Throwable at = thrown; at != null; at = at.getCause()) {
      assertThat(at.toString()).doesNotContain(SECRET, "tulip");
    }
  }

  @Test
  void several_threads_get_what_one_gets() throws Exception {
    Converter shared = subject();
    List<SchemaAndValue> values = SampleValues.all().toList();
    ExecutorService threads = Executors.newFixedThreadPool(4);
    try {
      List<Future<Boolean>> alike = new ArrayList<>();
      for (int thread = 0; thread < 4; thread++) {
        alike.add(threads.submit(() -> isReadBack(shared, values, 100)));
      }
      for (Future<Boolean> one : alike) {
        assertThat(one.get(1, TimeUnit.MINUTES)).isTrue();
      }
    } finally {
      threads.shutdownNow();
      assertThat(threads.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
    }
  }

  private static boolean isReadBack(Converter shared, List<SchemaAndValue> values, int times) {
    for (int i = 0; i < times; i++) {
      for (SchemaAndValue given : values) {
        byte[] bytes = shared.fromConnectData(TOPIC, given.schema(), given.value());
        if (!Objects.deepEquals(shared.toConnectData(TOPIC, bytes).value(), given.value())) {
          return false;
        }
      }
    }
    return true;
  }

  @Test
  void it_may_be_closed_twice_and_configured_again() throws IOException {
    Converter converter = subject();
    Struct row = SampleValues.row();
    byte[] before = converter.fromConnectData(TOPIC, row.schema(), row);
    converter.configure(options(), false);
    assertThat(converter.toConnectData(TOPIC, before).value()).isEqualTo(row);
    converter.close();
    converter.close();
    converter.configure(options(), false);
    assertThat(converter.toConnectData(TOPIC, before).value()).isEqualTo(row);
  }

  @Test
  void it_does_nothing_before_it_is_configured_and_after_it_is_closed() throws IOException {
    Converter closed = subject();
    closed.close();
    for (Converter converter : List.of(create(), closed)) {
      assertThatThrownBy(() -> converter.fromConnectData(TOPIC, Schema.STRING_SCHEMA, SECRET))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("not configured");
    }
  }

  @Test
  void it_says_its_version_and_documents_its_options() {
    Converter converter = create();
    assertThat(converter.version()).isNotBlank();
    assertThat(converter.config().configKeys().values())
        .filteredOn(this::documents)
        .isNotEmpty()
        .allSatisfy(
            key -> {
              assertThat(key.documentation).endsWith(".");
              assertThat(key.displayName).isNotBlank();
              assertThat(key.name).matches("[a-z.]+");
            });
  }
}
