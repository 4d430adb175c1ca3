package org.anabranch.benchmarks.flow;

import java.time.Duration;
import java.util.stream.Stream;

/**
 * What processes have used of the processors, which says more than time where others use them too.
 *
 * @param workerSeconds of the Connect worker
 * @param postgresSeconds of the target's server, all its processes that still run
 */
record CpuTimes(double workerSeconds, double postgresSeconds) {

  static CpuTimes now(Worker worker, Databases target) throws Exception {
    ProcessHandle server = ProcessHandle.of(target.pid()).orElseThrow();
    return new CpuTimes(
        worker.cpuSeconds(),
        Stream.concat(Stream.of(server), server.descendants())
            .mapToDouble(CpuTimes::seconds)
            .sum());
  }

  static double seconds(ProcessHandle process) {
    return process.info().totalCpuDuration().orElse(Duration.ZERO).toNanos() / 1e9;
  }

  /** A sample with what was used since then, a row. */
  Sample addTo(Sample sample, CpuTimes before, long rows) {
    double each = 1e6 / Math.max(1, rows);
    return sample
        .and("worker cpu us/row", (workerSeconds - before.workerSeconds) * each)
        .and("postgres cpu us/row", (postgresSeconds - before.postgresSeconds) * each);
  }
}
