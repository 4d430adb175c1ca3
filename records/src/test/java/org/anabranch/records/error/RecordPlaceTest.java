package org.anabranch.records.error;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.apache.kafka.connect.sink.SinkRecord;
import org.apache.kafka.connect.source.SourceRecord;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class RecordPlaceTest {

  @Test
  void is_where_a_consumer_finds_the_record() {
    SinkRecord record = new SinkRecord("orders", 3, null, null, null, null, 42);
    assertThat(RecordPlace.of(record)).hasToString("topic 'orders', partition 3, offset 42");
  }

  @Test
  void stays_the_same_when_a_transform_renames_the_topic() {
    SinkRecord record = new SinkRecord("orders", 3, null, null, null, null, 42);
    SinkRecord renamed = record.newRecord("other", 9, null, null, null, null, null);
    assertThat(RecordPlace.of(renamed)).isEqualTo(new RecordPlace("orders", 3, 42));
  }

  @Test
  void says_only_what_is_known_of_a_record_that_is_not_written_yet() {
    SourceRecord record = new SourceRecord(Map.of(), Map.of(), "orders", null, null);
    assertThat(RecordPlace.of(record)).hasToString("topic 'orders'");
  }
}
