package org.anabranch.records.error;

/** Where a record lies in Kafka: what error messages name instead of its contents. */
public record RecordPlace(String topic, int partition, long offset) {

  @Override
  public String toString() {
    return "topic " + topic + ", partition " + partition + ", offset " + offset;
  }
}
