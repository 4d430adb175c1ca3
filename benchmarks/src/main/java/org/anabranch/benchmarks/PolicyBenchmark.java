package org.anabranch.benchmarks;

import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.anabranch.transforms.GeoFilter;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.source.SourceRecord;
import org.apache.kafka.connect.transforms.Transformation;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What {@code GeoFilter} costs for each record: an update of a row of 20 fields, with both images,
 * under a policy all of whose rules read the row.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class PolicyBenchmark {

  @Param({"10", "40"})
  int rules;

  private final SourceRecord stays = CustomerRecords.update("DE");
  private final SourceRecord goes = CustomerRecords.update("US");
  private @Nullable Transformation<SourceRecord> altering;
  private @Nullable Transformation<SourceRecord> keeping;

  /** Makes the filters. */
  @Setup
  public void open() {
    altering = filter(Policies.of(rules, true));
    keeping = filter(Policies.of(rules, false));
  }

  private static Transformation<SourceRecord> filter(String policy) {
    GeoFilter.Value<SourceRecord> made = new GeoFilter.Value<>();
    made.configure(
        Map.of(
            "policy", policy,
            "origin.region", "aws-eu-central-1",
            "destination.region", "gcp-us-east1"));
    return made;
  }

  /** Ends them. */
  @TearDown
  public void close() {
    Objects.requireNonNull(altering).close();
    Objects.requireNonNull(keeping).close();
  }

  /** All rules are asked, and the record goes as it is. */
  @Benchmark
  public @Nullable SourceRecord delivered() {
    return Objects.requireNonNull(keeping).apply(goes);
  }

  /** All rules are asked, and a field is removed: both rows are copied, and the header is new. */
  @Benchmark
  public @Nullable SourceRecord altered() {
    return Objects.requireNonNull(altering).apply(goes);
  }

  /** The first rule withholds it. */
  @Benchmark
  public @Nullable SourceRecord withheld() {
    return Objects.requireNonNull(keeping).apply(stays);
  }

  /** What Connect's own structs take of {@link #altered}: both rows copied, and nothing else. */
  @Benchmark
  public Struct copied() {
    Struct envelope = (Struct) goes.value();
    Struct copy = copy(envelope);
    return copy.put("before", copy(envelope.getStruct("before")))
        .put("after", copy(envelope.getStruct("after")));
  }

  private static Struct copy(Struct of) {
    Struct copy = new Struct(of.schema());
    for (Field field : of.schema().fields()) {
      copy.put(field, of.getWithoutDefault(field.name()));
    }
    return copy;
  }
}
