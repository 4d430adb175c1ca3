package org.anabranch.benchmarks.idle;

import java.util.Collection;
import java.util.Map;
import org.apache.kafka.connect.sink.SinkRecord;
import org.apache.kafka.connect.sink.SinkTask;

/** Drops records, and has their offsets committed at once: that is how its progress is seen. */
public final class IdleSinkTask extends SinkTask {

  private static final long LOOK_MILLIS = 50;

  @Override
  public void start(Map<String, String> settings) {}

  /** A commit that is asked for while another is under way waits for the next look into Kafka. */
  @Override
  public void put(Collection<SinkRecord> records) {
    if (!records.isEmpty()) {
      context.requestCommit();
    }
    context.timeout(LOOK_MILLIS);
  }

  @Override
  public void stop() {}

  @Override
  public String version() {
    return "1";
  }
}
