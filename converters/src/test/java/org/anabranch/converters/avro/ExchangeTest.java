package org.anabranch.converters.avro;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.anabranch.model.Seeds;
import org.apache.kafka.connect.data.ConnectSchema;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaAndValue;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

/**
 * Generated schemas and values, written by one converter and read by the other. Ours is exact
 * always; where Confluent's is with itself, each is with the other's.
 */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class ExchangeTest {

  private static final int SCHEMAS = 3_000;
  private static final int EXACT = 2_000;

  private final AvroSchemas schemas = new AvroSchemas();
  private final Confluent confluent = new Confluent();
  private int exact;

  @Test
  void what_ours_writes_ours_reads() {
    Seeds.check(
        SCHEMAS,
        "converters",
        getClass(),
        seed -> {
          Random random = new Random(seed);
          Schema schema = SchemaGenerator.odd(random).schema();
          ValueGenerator values = new ValueGenerator(random);
          for (int i = 0; i < 3; i++) {
            Object value = values.value(schema);
            SchemaAndValue read = read(write(schema, value));
            assertThat(SchemaEquality.same(schema, read.schema())).as("schema").isTrue();
            assertThat(ValueEquality.same(value, read.value())).as("value").isTrue();
          }
        });
  }

  @Test
  void what_one_writes_the_other_reads_exactly_where_it_can() {
    Seeds.check(
        SCHEMAS,
        "converters",
        getClass(),
        seed -> {
          Random random = new Random(seed);
          Schema schema = SchemaGenerator.customary(random).schema();
          exchange(schema, new ValueGenerator(random, true).present(schema));
        });
    System.out.printf("exchanged exactly, both ways: %d of %d schemas%n", exact, SCHEMAS);
    if (Long.getLong("seed") == null) {
      assertThat(exact).isGreaterThan(EXACT);
    }
  }

  @Test
  void what_one_writes_the_other_reads_however_odd_it_is() {
    Seeds.check(
        SCHEMAS,
        "converters",
        getClass(),
        seed -> {
          Random random = new Random(seed);
          Schema schema = SchemaGenerator.odd(random).schema();
          exchange(schema, new ValueGenerator(random).present(schema));
        });
    System.out.printf("of the odd ones, exactly: %d of %d schemas%n", exact, SCHEMAS);
  }

  private void exchange(Schema schema, Object value) {
    Confluent.Message theirs = theirs(schema, value);
    boolean exactly = theirs != null && isExact(schema, value, theirs);
    Confluent.Message ours = write(schema, value);
    SchemaAndValue ofOurs = confluent.read(ours);
    // Properties of our own say what Confluent's converter has no way to read.
    if (exactly && !ours.schema().contains("\"anabranch.")) {
      exact++;
      demandSame(schema, value, ofOurs);
    }
    if (theirs != null) {
      SchemaAndValue ofTheirs = read(theirs);
      if (exactly) {
        demandSame(schema, value, ofTheirs);
      }
    }
  }

  /** Null if Confluent's converter has no way to write it. */
  private Confluent.@Nullable Message theirs(Schema schema, Object value) {
    try {
      return confluent.write(schema, value);
    } catch (RuntimeException e) {
      return null;
    }
  }

  private boolean isExact(Schema schema, Object value, Confluent.Message message) {
    try {
      SchemaAndValue read = confluent.read(message);
      return SchemaEquality.same(schema, versioned(schema, read.schema()))
          && ValueEquality.same(value, read.value());
    } catch (RuntimeException e) {
      return false;
    }
  }

  private static void demandSame(Schema schema, Object value, SchemaAndValue read) {
    assertThat(SchemaEquality.same(schema, versioned(schema, read.schema()))).as("schema").isTrue();
    assertThat(ValueEquality.same(value, read.value())).as("value").isTrue();
  }

  /** Without the registry's version, which Confluent's converter gives what has none. */
  static Schema versioned(Schema original, Schema read) {
    if (original.version() != null || !(read instanceof ConnectSchema)) {
      return read;
    }
    boolean struct = read.type() == Schema.Type.STRUCT;
    boolean map = read.type() == Schema.Type.MAP;
    return new ConnectSchema(
        read.type(),
        read.isOptional(),
        read.defaultValue(),
        read.name(),
        null,
        read.doc(),
        read.parameters(),
        struct ? read.fields() : null,
        map ? read.keySchema() : null,
        map || read.type() == Schema.Type.ARRAY ? read.valueSchema() : null);
  }

  private Confluent.Message write(Schema schema, @Nullable Object value) {
    org.apache.avro.Schema avro = schemas.toAvro(schema);
    AvroOutput out = new AvroOutput();
    AvroWriter.of(schema, avro).write(value, out);
    return new Confluent.Message(avro.toString(), out.toByteArray());
  }

  private static SchemaAndValue read(Confluent.Message message) {
    org.apache.avro.Schema avro = AvroSchemas.parser().parse(message.schema());
    return AvroReader.of(avro, 1).read(message.bytes(), 0);
  }
}
