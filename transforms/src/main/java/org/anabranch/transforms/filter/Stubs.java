package org.anabranch.transforms.filter;

import org.anabranch.model.change.Change;
import org.anabranch.transforms.policy.Policy;
import org.anabranch.transforms.policy.Verdict;
import org.anabranch.transforms.rows.VersionHeader;
import org.apache.kafka.connect.connector.ConnectRecord;
import org.apache.kafka.connect.header.ConnectHeaders;
import org.apache.kafka.connect.header.Header;
import org.apache.kafka.connect.header.Headers;

/** What goes in the place of a change that may not: that there was one, and nothing of the row. */
public final class Stubs {

  private static final String TRACE = "traceparent";

  private Stubs() {}

  /**
   * In the topic to which the policy routes all changes of the table, so that nobody waits there.
   */
  static <R extends ConnectRecord<R>> R of(R record, Change change, Policy policy) {
    Verdict always = policy.unconditional(record.topic(), change.table());
    String routed = always instanceof Verdict.Deliver goes ? goes.topic() : null;
    return stub(record, change, routed == null ? record.topic() : routed, false);
  }

  /** In the record's own topic. */
  public static <R extends ConnectRecord<R>> R of(R record, Change change) {
    return stub(record, change, record.topic(), false);
  }

  /**
   * Within a sink, where the row's key is no secret: with the record's key, by which the sink finds
   * the row at once.
   */
  public static <R extends ConnectRecord<R>> R keyed(R record, Change change) {
    return stub(record, change, record.topic(), true);
  }

  private static <R extends ConnectRecord<R>> R stub(
      R record, Change change, String topic, boolean keyed) {
    Headers headers = new ConnectHeaders();
    Header trace = record.headers().lastWithName(TRACE);
    if (trace != null) {
      headers.add(trace);
    }
    headers.add(VersionHeader.like(record, change.asStub()));
    return record.newRecord(
        topic,
        record.kafkaPartition(),
        keyed ? record.keySchema() : null,
        keyed ? record.key() : null,
        null,
        null,
        record.timestamp(),
        headers);
  }
}
