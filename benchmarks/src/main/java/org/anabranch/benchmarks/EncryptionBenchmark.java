package org.anabranch.benchmarks;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.anabranch.transforms.encrypt.DecryptOptions;
import org.anabranch.transforms.encrypt.EncryptOptions;
import org.anabranch.transforms.encrypt.StartedFields;
import org.anabranch.transforms.rows.RecordPart;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.source.SourceRecord;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What {@code EncryptFields} and {@code DecryptFields} cost for each record, whose keys are at
 * hand: three fields of 32 characters, against what Java takes to encrypt the same bytes.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 10, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class EncryptionBenchmark {

  private final SourceRecord flat = ContactRecords.flat();
  private final SourceRecord inserted = ContactRecords.inserted();
  private final SourceRecord updated = ContactRecords.updated();
  private final byte[][] plain =
      ContactRecords.SECRETS.stream()
          .map(field -> ContactRecords.secret(field).getBytes(StandardCharsets.UTF_8))
          .toArray(byte[][]::new);
  private final StartedFields authenticated = encryption("authenticated");
  private final StartedFields deterministic = encryption("deterministic");
  private final StartedFields indexed = encryption("authenticated", "indexes", indexes());
  private final KeysInMemory keys = new KeysInMemory();
  private final StartedFields sealing = StartedFields.encryption(options("authenticated"), keys);
  private final StartedFields opening =
      StartedFields.decryption(
          DecryptOptions.of(
              new AbstractConfig(
                  DecryptOptions.definition(), configuration("authenticated"), false),
              RecordPart.VALUE),
          keys);
  private final SourceRecord sealed = sealing.apply(ContactRecords.flat());
  private @Nullable RawCipher raw;

  private static StartedFields encryption(String mode, String... more) {
    return StartedFields.encryption(options(mode, more), new KeysInMemory());
  }

  private static EncryptOptions options(String mode, String... more) {
    return EncryptOptions.of(
        new AbstractConfig(EncryptOptions.definition(), configuration(mode, more), false),
        RecordPart.VALUE);
  }

  private static Map<String, String> configuration(String mode, String... more) {
    Map<String, String> options = new HashMap<>();
    options.put("fields", String.join(":" + mode + ",", ContactRecords.SECRETS) + ":" + mode);
    options.put("table.name", ContactRecords.TABLE);
    for (int i = 0; i < more.length; i += 2) {
      options.put(more[i], more[i + 1]);
    }
    return options;
  }

  private static String indexes() {
    return String.join(
        ",", ContactRecords.SECRETS.stream().map(field -> field + ":" + field + "_index").toList());
  }

  /** Makes what is compared with. */
  @Setup
  public void open() throws GeneralSecurityException {
    raw = new RawCipher();
  }

  /** Ends them. */
  @TearDown
  public void close() {
    authenticated.close();
    deterministic.close();
    indexed.close();
    sealing.close();
    opening.close();
  }

  /** Java's AES-GCM, three times, and nothing else. */
  @Benchmark
  public byte[][] raw() throws GeneralSecurityException {
    byte[][] sealed = new byte[plain.length][];
    for (int i = 0; i < plain.length; i++) {
      sealed[i] = Objects.requireNonNull(raw).encrypt(plain[i]);
    }
    return sealed;
  }

  /** A plain row. */
  @Benchmark
  public SourceRecord flatRow() {
    return authenticated.apply(flat);
  }

  /** Debezium's envelope with one image. */
  @Benchmark
  public SourceRecord insertEnvelope() {
    return authenticated.apply(inserted);
  }

  /** Debezium's envelope with two images, whose fields are equal. */
  @Benchmark
  public SourceRecord updateEnvelope() {
    return authenticated.apply(updated);
  }

  /** A plain row, deterministically. */
  @Benchmark
  public SourceRecord deterministicFlatRow() {
    return deterministic.apply(flat);
  }

  /** A plain row, with an index beside each field. */
  @Benchmark
  public SourceRecord indexedFlatRow() {
    return indexed.apply(flat);
  }

  /** The way back of a plain row. */
  @Benchmark
  public SourceRecord decryptedFlatRow() {
    return opening.apply(sealed);
  }

  /** What Connect's own struct takes of {@link #flatRow}: copied, and nothing else. */
  @Benchmark
  public Struct copied() {
    Struct of = (Struct) flat.value();
    Struct copy = new Struct(of.schema());
    for (Field field : of.schema().fields()) {
      copy.put(field, of.getWithoutDefault(field.name()));
    }
    return copy;
  }
}
