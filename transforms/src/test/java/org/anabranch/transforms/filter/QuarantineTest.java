package org.anabranch.transforms.filter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Objects;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.json.JsonConverter;
import org.apache.kafka.connect.source.SourceRecord;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class QuarantineTest {

  private final MockProducer<byte[], byte[]> producer =
      new MockProducer<>(true, null, new ByteArraySerializer(), new ByteArraySerializer());
  private final Quarantine quarantine =
      new Quarantine(
          "kept",
          producer,
          RecordConverters.of(
              Map.of(
                  "key.converter",
                  JsonConverter.class.getName(),
                  "value.converter",
                  JsonConverter.class.getName(),
                  "value.converter.schemas.enable",
                  "false",
                  "key.converter.schemas.enable",
                  "false")));

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8);
  }

  @Test
  void a_record_is_kept_as_it_came_with_the_reason() {
    byte[] value = {1, 2, 3};
    SourceRecord record =
        new SourceRecord(
            Map.of(), Map.of(), "from", 2, Schema.BYTES_SCHEMA, null, Schema.BYTES_SCHEMA, value);
    record.headers().addBytes("anabranch", new byte[] {9});
    quarantine.keep(record, "no field");
    ProducerRecord<byte[], byte[]> kept = producer.history().get(0);
    assertThat(kept.topic()).isEqualTo("kept");
    assertThat(kept.key()).isNull();
    assertThat(kept.value()).isEqualTo(value);
    assertThat(kept.headers().lastHeader("anabranch").value()).containsExactly(9);
    assertThat(text(kept.headers().lastHeader("anabranch.error").value())).isEqualTo("no field");
    assertThat(text(kept.headers().lastHeader("anabranch.topic").value())).isEqualTo("from");
  }

  @Test
  void what_is_no_bytes_is_written_by_the_converters() {
    SourceRecord record =
        new SourceRecord(Map.of(), Map.of(), "from", null, "key", null, Map.of("a", 1));
    record.headers().addString("note", "n");
    quarantine.keep(record, "why");
    ProducerRecord<byte[], byte[]> kept = producer.history().get(0);
    assertThat(text(Objects.requireNonNull(kept.value()))).isEqualTo("{\"a\":1}");
    assertThat(text(kept.headers().lastHeader("note").value())).isEqualTo("n");
  }

  @Test
  void what_cannot_be_kept_stops_the_task() {
    producer.sendException = new TimeoutException("too late");
    assertThatThrownBy(
            () ->
                quarantine.keep(
                    new SourceRecord(Map.of(), Map.of(), "from", Schema.BYTES_SCHEMA, null), "why"))
        .isInstanceOf(ConnectException.class)
        .hasMessageContaining("quarantine.topic 'kept'");
  }
}
