package org.anabranch.converters;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.kafka.connect.data.Date;
import org.apache.kafka.connect.data.Decimal;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaAndValue;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.data.Time;
import org.apache.kafka.connect.data.Timestamp;

/** Values that every converter has to bring through, of all of Connect's types. */
final class SampleValues {

  private static final Schema PLACE =
      SchemaBuilder.struct()
          .name("sample.Place")
          .optional()
          .field("city", Schema.STRING_SCHEMA)
          .field("lat", Schema.FLOAT64_SCHEMA)
          .build();

  static final Schema ROW_SCHEMA =
      SchemaBuilder.struct()
          .name("sample.Row")
          .version(3)
          .doc("A row.")
          .optional()
          .field("id", Schema.INT64_SCHEMA)
          .field("small", Schema.INT8_SCHEMA)
          .field("short", Schema.INT16_SCHEMA)
          .field("whole", Schema.OPTIONAL_INT32_SCHEMA)
          .field("half", Schema.FLOAT32_SCHEMA)
          .field("double", Schema.OPTIONAL_FLOAT64_SCHEMA)
          .field("flag", Schema.BOOLEAN_SCHEMA)
          .field("text", Schema.OPTIONAL_STRING_SCHEMA)
          .field("bytes", Schema.OPTIONAL_BYTES_SCHEMA)
          .field("missing", Schema.OPTIONAL_STRING_SCHEMA)
          .field("nullable", SchemaBuilder.string().optional().defaultValue("given").build())
          .field("counted", SchemaBuilder.int32().defaultValue(7).build())
          .field("price", Decimal.builder(4).optional().build())
          .field("day", Date.builder().optional().build())
          .field("hour", Time.builder().optional().build())
          .field("moment", Timestamp.builder().optional().build())
          .field(
              "micros",
              SchemaBuilder.int64()
                  .name("io.debezium.time.MicroTimestamp")
                  .version(1)
                  .parameter("length", "6")
                  .build())
          .field("tags", SchemaBuilder.array(Schema.OPTIONAL_STRING_SCHEMA).build())
          .field("places", SchemaBuilder.array(PLACE).optional().build())
          .field("labels", SchemaBuilder.map(Schema.STRING_SCHEMA, PLACE).build())
          .field("byNumber", SchemaBuilder.map(Schema.INT32_SCHEMA, Schema.STRING_SCHEMA).build())
          .build();

  private static final Schema ENVELOPE =
      SchemaBuilder.struct()
          .name("sample.Envelope")
          .field("before", ROW_SCHEMA)
          .field("after", ROW_SCHEMA)
          .field("op", Schema.STRING_SCHEMA)
          .field("ts_ms", Schema.OPTIONAL_INT64_SCHEMA)
          .build();

  private SampleValues() {}

  static Stream<SchemaAndValue> all() {
    return Stream.of(
        of(Schema.INT8_SCHEMA, Byte.MIN_VALUE),
        of(Schema.INT16_SCHEMA, Short.MAX_VALUE),
        of(Schema.INT32_SCHEMA, Integer.MIN_VALUE),
        of(Schema.INT64_SCHEMA, Long.MAX_VALUE),
        of(Schema.INT64_SCHEMA, Long.MIN_VALUE),
        of(Schema.FLOAT32_SCHEMA, 0.1f),
        of(Schema.FLOAT64_SCHEMA, -1.0e-300),
        of(Schema.BOOLEAN_SCHEMA, false),
        of(Schema.STRING_SCHEMA, ""),
        of(Schema.STRING_SCHEMA, "\u0000 \"quoted\" \\ Grüße 🌍 (") /* begins no frame */,
        of(Schema.STRING_SCHEMA, "the same again, ".repeat(500)),
        of(Schema.BYTES_SCHEMA, new byte[] {0, -1, 127}),
        of(SchemaBuilder.array(Schema.INT32_SCHEMA).build(), List.of(1, 2, 3)),
        of(SchemaBuilder.array(Schema.INT32_SCHEMA).build(), List.of()),
        of(SchemaBuilder.map(Schema.STRING_SCHEMA, Schema.INT64_SCHEMA).build(), Map.of("one", 1L)),
        of(ROW_SCHEMA, row()),
        of(ENVELOPE, new Struct(ENVELOPE).put("before", row()).put("after", row()).put("op", "u")),
        of(ENVELOPE, new Struct(ENVELOPE).put("before", row()).put("op", "d").put("ts_ms", 5L)));
  }

  private static SchemaAndValue of(Schema schema, Object value) {
    return new SchemaAndValue(schema, value);
  }

  static Struct row() {
    Map<String, Struct> labels = new LinkedHashMap<>();
    labels.put("home", place("Köln", 50.9375));
    return new Struct(ROW_SCHEMA)
        .put("id", 1L << 60)
        .put("small", (byte) -3)
        .put("short", (short) 300)
        .put("whole", 12)
        .put("half", -2.5f)
        .put("double", 1e308)
        .put("flag", true)
        .put("text", "a text")
        .put("bytes", new byte[] {1, 2, 3})
        .put("nullable", null)
        .put("counted", 8)
        .put("price", new BigDecimal("-1234.5600"))
        .put("day", java.util.Date.from(Instant.ofEpochMilli(86_400_000L * 20_000)))
        .put("hour", java.util.Date.from(Instant.ofEpochMilli(3_600_001L)))
        .put("moment", java.util.Date.from(Instant.ofEpochMilli(1_760_000_000_123L)))
        .put("micros", 1_760_000_000_123_456L)
        .put("tags", Arrays.asList("a", null, "b"))
        .put("places", List.of(place("Oslo", 59.9), place("Lagos", 6.5)))
        .put("labels", labels)
        .put("byNumber", Map.of(17, "seventeen"));
  }

  private static Struct place(String city, double lat) {
    return new Struct(PLACE).put("city", city).put("lat", lat);
  }

  /** A row of another schema than {@link #ROW_SCHEMA}. */
  static Struct otherRow(String text) {
    Schema other =
        SchemaBuilder.struct().name("sample.Other").field("text", Schema.STRING_SCHEMA).build();
    return new Struct(other).put("text", text);
  }
}
