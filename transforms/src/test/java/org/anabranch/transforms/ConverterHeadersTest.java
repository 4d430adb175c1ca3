package org.anabranch.transforms;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.StreamSupport;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.header.Header;
import org.apache.kafka.connect.json.JsonConverter;
import org.apache.kafka.connect.source.SourceRecord;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

/** What the converter of an altered value says of it in headers, in a chain of raw bytes. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class ConverterHeadersTest {

  /** Tells in a header by which of its dictionaries it wrote; as compressing converters do. */
  public static final class Telling extends JsonConverter {

    @Override
    public byte[] fromConnectData(String topic, Headers headers, Schema schema, Object value) {
      headers.remove("content-encoding").remove("dictionary");
      headers.add("dictionary", "8".getBytes(US_ASCII));
      return fromConnectData(topic, schema, value);
    }
  }

  private static SourceRecord filtered(SourceRecord record) {
    Map<String, String> options =
        GeoFilterTest.options(GeoFilterTest.alteringAll("{remove: [email]}"));
    options.put("value.converter", Telling.class.getName());
    options.put("on.error", "fail");
    return Objects.requireNonNull(GeoFilterTest.filter(options).apply(record));
  }

  private static SourceRecord record() {
    SourceRecord record =
        CustomerRecords.raw(CustomerRecords.changed("c", null, CustomerRecords.row("DE", true)));
    record.headers().addBytes("content-encoding", "zstd".getBytes(US_ASCII));
    record.headers().addBytes("dictionary", "7".getBytes(US_ASCII));
    record.headers().addBytes("another", "kept".getBytes(US_ASCII));
    return record;
  }

  private static List<String> told(SourceRecord record, String name) {
    return StreamSupport.stream(record.headers().spliterator(), false)
        .filter(header -> header.key().equals(name))
        .map(Header::value)
        .map(value -> new String((byte[]) value, US_ASCII))
        .toList();
  }

  @Test
  void they_are_true_of_the_value_that_goes_and_the_others_stay() {
    SourceRecord given = record();
    SourceRecord made = filtered(given);
    assertThat(made.value()).isNotEqualTo(given.value());
    assertThat(told(made, "content-encoding")).isEmpty();
    assertThat(told(made, "dictionary")).containsExactly("8");
    assertThat(told(made, "another")).containsExactly("kept");
    assertThat(told(given, "dictionary")).containsExactly("7");
    assertThat(told(given, "content-encoding")).containsExactly("zstd");
    assertThat(made.headers().lastWithName("anabranch")).isNotNull();
  }
}
