package org.anabranch.benchmarks;

import java.io.PrintStream;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.anabranch.transforms.encrypt.EncryptOptions;
import org.anabranch.transforms.encrypt.StartedFields;
import org.anabranch.transforms.rows.RecordPart;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.connect.data.Struct;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.CommandLineOptionException;
import org.openjdk.jmh.runner.options.CommandLineOptions;
import org.openjdk.jmh.runner.options.OptionsBuilder;

/** Runs {@link EncryptionBenchmark} and says how it compares, and how long ciphertexts are. */
final class EncryptionReport {

  private static final double TARGET = 2.5;

  private EncryptionReport() {}

  /** Takes JMH's arguments. */
  public static void main(String[] arguments) throws RunnerException, CommandLineOptionException {
    Collection<RunResult> results =
        new Runner(
                new OptionsBuilder()
                    .parent(new CommandLineOptions(arguments))
                    .include(EncryptionBenchmark.class.getName())
                    .build())
            .run();
    Map<String, Double> nanos = new HashMap<>();
    for (RunResult result : results) {
      nanos.put(result.getPrimaryResult().getLabel(), result.getPrimaryResult().getScore());
    }
    report(nanos, System.out);
  }

  private static void report(Map<String, Double> nanos, PrintStream out) {
    double raw = nanos.getOrDefault("raw", Double.NaN);
    nanos.entrySet().stream()
        .sorted(Map.Entry.comparingByValue())
        .forEach(
            entry ->
                out.printf(
                    Locale.ROOT,
                    "%-22s %8.0f ns/record  %5.2f x raw%n",
                    entry.getKey(),
                    entry.getValue(),
                    entry.getValue() / raw));
    out.printf(Locale.ROOT, "target of authenticated: at most %.1f x raw%n", TARGET);
    for (String encoding : List.of("base64", "bytes")) {
      out.printf("ciphertext of 32 characters, %s: %d%n", encoding, length(encoding));
    }
  }

  private static int length(String encoding) {
    Map<String, String> options =
        Map.of(
            "fields", "note", "table.name", ContactRecords.TABLE, "ciphertext.encoding", encoding);
    AbstractConfig config = new AbstractConfig(EncryptOptions.definition(), options, false);
    EncryptOptions parsed = EncryptOptions.of(config, RecordPart.VALUE);
    try (StartedFields encryption = StartedFields.encryption(parsed, new KeysInMemory())) {
      Object note = ((Struct) encryption.apply(ContactRecords.flat()).value()).get("note");
      return note instanceof byte[] bytes ? bytes.length : String.valueOf(note).length();
    }
  }
}
