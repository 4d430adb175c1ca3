package org.anabranch.transforms;

import java.util.HashMap;
import java.util.Map;
import org.anabranch.testkit.servers.TemporaryDirectory;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.source.SourceRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;

/** Both transforms over a directory of files, and records too large for 4000 bytes. */
abstract class SegmentsInFiles {

  static final String JSON = "org.apache.kafka.connect.json.JsonConverter";
  static final String LONG_TEXT = "likes tea ".repeat(800);

  final TemporaryDirectory directory = TemporaryDirectory.create("anabranch-parts-");

  @AfterEach
  void delete() {
    directory.close();
  }

  Map<String, String> options(String... more) {
    Map<String, String> options = new HashMap<>();
    options.put("parts.store", "file");
    options.put("parts.directory", directory.path().toString());
    options.put("value.converter", JSON);
    for (int i = 0; i < more.length; i += 2) {
      options.put(more[i], more[i + 1]);
    }
    return options;
  }

  Segment.Value<SourceRecord> segment(String... more) {
    Segment.Value<SourceRecord> segment = new Segment.Value<>();
    Map<String, String> options = options("key.converter", JSON, "max.bytes", "4000");
    for (int i = 0; i < more.length; i += 2) {
      options.put(more[i], more[i + 1]);
    }
    segment.configure(options);
    return segment;
  }

  Assemble.Value<SourceRecord> assemble(String... more) {
    Assemble.Value<SourceRecord> assemble = new Assemble.Value<>();
    Map<String, String> options = options("parts.wait.ms", "1000");
    for (int i = 0; i < more.length; i += 2) {
      options.put(more[i], more[i + 1]);
    }
    assemble.configure(options);
    return assemble;
  }

  static Object largeRow(boolean schema) {
    Struct row = ((Struct) SampleRecords.row(true)).put("email", LONG_TEXT);
    return schema ? row : SampleRecords.plain(row);
  }

  static SourceRecord record(@Nullable Schema schema, @Nullable Object value) {
    SourceRecord like = SampleRecords.record(SampleRecords.row(true), null);
    return new SourceRecord(
        like.sourcePartition(),
        like.sourceOffset(),
        like.topic(),
        like.kafkaPartition(),
        like.keySchema(),
        like.key(),
        schema,
        value,
        like.timestamp(),
        like.headers());
  }

  static SourceRecord record(Object value) {
    return record(value instanceof Struct struct ? struct.schema() : null, value);
  }

  Segment.Value<SourceRecord> plainSegment() {
    Segment.Value<SourceRecord> segment = new Segment.Value<>();
    Map<String, String> options = options("key.converter", JSON, "max.bytes", "4000");
    options.remove("value.converter");
    segment.configure(options);
    return segment;
  }
}
