package org.anabranch.benchmarks;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.anabranch.converters.avro.AvroOutput;
import org.anabranch.converters.avro.AvroReader;
import org.anabranch.converters.avro.AvroSchemas;
import org.anabranch.converters.avro.AvroWriter;
import org.apache.kafka.connect.data.SchemaAndValue;
import org.apache.kafka.connect.data.Struct;
import org.apache.pulsar.kafka.shade.io.confluent.connect.avro.AvroConverter;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What it takes to write and read Debezium's envelope of a row of 20 fields as Avro, whose schema
 * is known, against Confluent's converter (7.0.1) with a registry in memory.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 10, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class ConvertersBenchmark {

  private static final String TOPIC = "aws.assistant.conversation";
  private static final int HEADER = 1 + Integer.BYTES;

  private final Struct envelope = EnvelopeRecords.update();
  private final AvroConverter confluent = confluent();
  private final byte[] confluentMessage =
      confluent.fromConnectData(TOPIC, EnvelopeRecords.ENVELOPE, envelope);
  private final AvroOutput output = new AvroOutput();
  private final AvroWriter writer;
  private final AvroReader reader;
  private final byte[] message;

  /** Compiles ours, and checks that both write the same. */
  public ConvertersBenchmark() {
    org.apache.avro.Schema avro = new AvroSchemas().toAvro(EnvelopeRecords.ENVELOPE);
    writer = AvroWriter.of(EnvelopeRecords.ENVELOPE, avro);
    reader = AvroReader.of(avro, null);
    message = serialise();
    if (!Arrays.equals(message, HEADER, message.length, confluentMessage, HEADER, message.length)) {
      throw new IllegalStateException("The converters write different bytes");
    }
  }

  private static AvroConverter confluent() {
    AvroConverter converter = new AvroConverter(new KnownSchemas());
    converter.configure(
        Map.of("schema.registry.url", "mock://benchmark", "enhanced.avro.schema.support", "true"),
        false);
    return converter;
  }

  /** Ours writes, with the header that names the schema. */
  @Benchmark
  public final byte[] serialise() {
    output.clear();
    output.writeByte(0);
    output.writeBigEndian(1);
    writer.write(envelope, output);
    return output.toByteArray();
  }

  /** Ours reads. */
  @Benchmark
  public SchemaAndValue deserialise() {
    ByteBuffer.wrap(message).getInt(1);
    return reader.read(message, HEADER);
  }

  /** Confluent's writes. */
  @Benchmark
  public byte[] confluentSerialise() {
    return confluent.fromConnectData(TOPIC, EnvelopeRecords.ENVELOPE, envelope);
  }

  /** Confluent's reads. */
  @Benchmark
  public SchemaAndValue confluentDeserialise() {
    return confluent.toConnectData(TOPIC, confluentMessage);
  }
}
