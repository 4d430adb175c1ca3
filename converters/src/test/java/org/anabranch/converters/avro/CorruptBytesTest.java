package org.anabranch.converters.avro;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import org.anabranch.model.Seeds;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.errors.DataException;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

/** Bytes that are not what their schema says give an error or a value: no other, and at no cost. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class CorruptBytesTest {

  private static final int SCHEMAS = 400;
  private static final int FLIPS = 100;
  private static final int MOST_CUTS = 300;
  private static final long MOST_ALLOCATED = 64L << 20;

  private final AvroSchemas schemas = new AvroSchemas();

  @Test
  void every_cut_and_many_flips_give_an_error_or_a_value() {
    Seeds.check(
        SCHEMAS,
        "converters",
        getClass(),
        seed -> {
          Random random = new Random(seed);
          Schema schema = SchemaGenerator.odd(random).schema();
          org.apache.avro.Schema avro = schemas.toAvro(schema);
          byte[] message = write(schema, avro, new ValueGenerator(random).present(schema));
          AvroReader reader = AvroReader.of(avro, null);
          for (int length = 0; length < Math.min(message.length, MOST_CUTS); length++) {
            attempt(reader, Arrays.copyOf(message, length));
          }
          for (int i = 0; i < FLIPS && message.length > 0; i++) {
            byte[] flipped = message.clone();
            flipped[random.nextInt(flipped.length)] ^= (byte) (1 << random.nextInt(8));
            attempt(reader, flipped);
            flipped[random.nextInt(flipped.length)] = (byte) random.nextInt(256);
            attempt(reader, flipped);
          }
        });
  }

  private static void attempt(AvroReader reader, byte[] bytes) {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long before = threads.getCurrentThreadAllocatedBytes();
    try {
      reader.read(bytes, 0);
    } catch (DataException e) {
      assertThat(e).hasMessageContaining("The bytes are not what their schema says");
    }
    assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(MOST_ALLOCATED);
  }

  @Test
  void a_forged_length_takes_no_memory() {
    refuse(Schema.STRING_SCHEMA, out -> out.writeLong(Integer.MAX_VALUE));
    refuse(Schema.STRING_SCHEMA, out -> out.writeLong(-1));
    refuse(
        Schema.OPTIONAL_BYTES_SCHEMA,
        out -> {
          out.writeInt(1);
          out.writeLong(Long.MAX_VALUE);
        });
    refuse(SchemaBuilder.array(Schema.INT64_SCHEMA).build(), out -> out.writeLong(1L << 40));
    refuse(
        SchemaBuilder.array(Schema.INT64_SCHEMA).build(),
        out -> {
          out.writeLong(Long.MIN_VALUE);
          out.writeLong(0);
        });
    refuse(
        SchemaBuilder.array(SchemaBuilder.struct().name("Empty").build()).build(),
        out -> out.writeLong(1L << 40));
    refuse(
        SchemaBuilder.map(Schema.STRING_SCHEMA, Schema.STRING_SCHEMA).build(),
        out -> out.writeLong(Integer.MAX_VALUE));
  }

  @Test
  void a_value_that_lies_in_itself_too_deeply_is_refused_both_ways() {
    SchemaBuilder node = SchemaBuilder.struct().name("Node").optional();
    node.field("next", node);
    refuse(
        node.build(),
        out -> {
          for (int i = 0; i < 1_000_000; i++) {
            out.writeInt(1);
          }
          out.writeInt(0);
        });
    List<Object> itself = new ArrayList<>();
    itself.add(itself);
    AvroWriter writer = AvroWriter.of(null, schemas.toAvro(null));
    assertThatThrownBy(() -> writer.write(itself, new AvroOutput()))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("levels deep");
  }

  @Test
  void an_error_tells_the_place_and_not_the_data() {
    Schema row = SchemaBuilder.struct().name("Row").field("secret", Schema.STRING_SCHEMA).build();
    Schema envelope = SchemaBuilder.struct().name("Envelope").field("after", row).build();
    AvroOutput out = new AvroOutput();
    out.writeInt(50);
    out.writeRaw("pa55word".getBytes(StandardCharsets.UTF_8));
    AvroReader reader = AvroReader.of(schemas.toAvro(envelope), null);
    assertThatThrownBy(() -> reader.read(out.toByteArray(), 0))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("after.secret")
        .hasMessageContaining("near byte 1 of 9")
        .hasMessageNotContaining("pa55word");
  }

  private void refuse(Schema schema, Consumer<AvroOutput> forged) {
    AvroOutput out = new AvroOutput();
    forged.accept(out);
    AvroReader reader = AvroReader.of(schemas.toAvro(schema), null);
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    byte[] bytes = out.toByteArray();
    long before = threads.getCurrentThreadAllocatedBytes();
    assertThatThrownBy(() -> reader.read(bytes, 0)).isInstanceOf(DataException.class);
    assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(MOST_ALLOCATED);
  }

  private static byte[] write(Schema schema, org.apache.avro.Schema avro, Object value) {
    AvroOutput out = new AvroOutput();
    AvroWriter.of(schema, avro).write(value, out);
    return out.toByteArray();
  }
}
