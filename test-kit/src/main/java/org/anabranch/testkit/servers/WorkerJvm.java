package org.anabranch.testkit.servers;

import java.util.ArrayList;
import java.util.List;

/**
 * The JVM of a {@link ForkedConnectWorker}.
 *
 * @param options of the {@code java} command
 */
public record WorkerJvm(List<String> options) {
  public WorkerJvm {
    options = List.copyOf(options);
  }

  /**
   * For tests. Their workers live for seconds or minutes, mostly of which they start: the second
   * compiler costs them more than it gives.
   */
  public static WorkerJvm shortLived() {
    return new WorkerJvm(List.of("-Xmx512m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
  }

  /** For measurements: whatever the JVM chooses by itself, as in production. */
  public static WorkerJvm withHeap(int mebibytes) {
    return new WorkerJvm(List.of("-Xms" + mebibytes + "m", "-Xmx" + mebibytes + "m"));
  }

  /** The same with one more option. */
  public WorkerJvm with(String option) {
    List<String> more = new ArrayList<>(options);
    more.add(option);
    return new WorkerJvm(more);
  }
}
