package org.anabranch.benchmarks.flow;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.kafka.common.utils.AppInfoParser;

/** Where a benchmark ran and what of. */
record Machine(Map<String, String> facts) {

  private static final Path LOAD = Path.of("/proc/loadavg");
  private static final Path PROCESSOR = Path.of("/proc/cpuinfo");

  static Machine here(String postgres) throws IOException {
    Map<String, String> facts = new LinkedHashMap<>();
    facts.put("processors", String.valueOf(Runtime.getRuntime().availableProcessors()));
    facts.put("processor", processor());
    facts.put("load when started", load());
    facts.put("system", System.getProperty("os.name") + " " + System.getProperty("os.version"));
    facts.put(
        "java", System.getProperty("java.vm.name") + " " + System.getProperty("java.version"));
    facts.put("kafka", AppInfoParser.getVersion());
    facts.put("postgres", postgres);
    facts.put("debezium capture", Peers.captureVersion());
    facts.put("debezium jdbc sink", Peers.sinkVersion());
    return new Machine(facts);
  }

  private static String processor() throws IOException {
    if (!Files.exists(PROCESSOR)) {
      return "unknown";
    }
    return Files.readAllLines(PROCESSOR).stream()
        .filter(line -> line.startsWith("model name"))
        .map(line -> line.substring(line.indexOf(':') + 1).trim())
        .findFirst()
        .orElse("unknown");
  }

  private static String load() throws IOException {
    return Files.exists(LOAD) ? Files.readString(LOAD).trim() : "unknown";
  }
}
