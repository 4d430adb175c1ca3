package org.anabranch.benchmarks.flow;

import java.time.Duration;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What processes have used of the processors, which says more than time where others use them too.
 *
 * @param workerSeconds of the Connect worker
 * @param postgresSeconds of the target's server, by the id of each of its processes that runs
 */
record CpuTimes(double workerSeconds, Map<Long, Double> postgresSeconds) {

  static CpuTimes now(Worker worker, Databases target) throws Exception {
    ProcessHandle server = ProcessHandle.of(target.pid()).orElseThrow();
    return new CpuTimes(
        worker.cpuSeconds(),
        Stream.concat(Stream.of(server), server.descendants())
            .collect(Collectors.toMap(ProcessHandle::pid, CpuTimes::seconds)));
  }

  static double seconds(ProcessHandle process) {
    return process.info().totalCpuDuration().orElse(Duration.ZERO).toNanos() / 1e9;
  }

  /** A sample with what was used since then, a row; without processes that have ended since. */
  Sample addTo(Sample sample, CpuTimes before, long rows) {
    double each = 1e6 / Math.max(1, rows);
    double postgres =
        postgresSeconds.entrySet().stream()
            .mapToDouble(
                now -> now.getValue() - before.postgresSeconds.getOrDefault(now.getKey(), 0.0))
            .sum();
    return sample
        .and("worker cpu us/row", (workerSeconds - before.workerSeconds) * each)
        .and("postgres cpu us/row", postgres * each);
  }
}
