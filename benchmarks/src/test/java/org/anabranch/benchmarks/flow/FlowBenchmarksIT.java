package org.anabranch.benchmarks.flow;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The least that can be measured: that the commands run, not what they find. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class FlowBenchmarksIT {

  @Test
  void the_sinks_are_measured_beside_each_other(@TempDir Path directory) throws Exception {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    Path report = directory.resolve("report.json");

    int status =
        FlowBenchmarks.run(
            new PrintStream(out, true, StandardCharsets.UTF_8),
            "sink-throughput-json",
            "--smoke",
            "--json",
            report.toString());

    assertThat(status).isZero();
    assertThat(out.toString(StandardCharsets.UTF_8).lines().reduce((first, last) -> last))
        .get()
        .asString()
        .matches("ratio sink-throughput-json = [\\d.]+ \\(ours / peer\\)");
    JsonNode variants =
        new ObjectMapper()
            .readTree(report.toFile())
            .at("/benchmarks/sink-throughput-json/variants");
    assertThat(variants.fieldNames())
        .toIterable()
        .containsExactly("ours", "debezium-jdbc", "connect-alone");
  }
}
